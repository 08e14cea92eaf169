package io.robustmq.operator.app.kubernetes;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robustmq.crds.testkit.CrdManifests;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A namespace of a real Kubernetes that lets in restricted pods alone, with our kinds, and rights for an operator: those of the chart with
 * {@code watchNamespaces}. The namespace goes when it is closed; the kinds stay.
 */
final class RealCluster implements AutoCloseable {
    static final String NAME = "demo";

    private static final String OPERATOR = "robustmq-operator";
    private static final Path RULES = Path.of("..", "helm", "robustmq-operator", "files");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TOKEN_SECONDS = 7_200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final String namespace;

    RealCluster() throws IOException {
        client = new KubernetesClientBuilder().build();
        namespace =
                "robustmq-it-" + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 20, 1 << 24), 36);
        introduceKinds();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        grant("robustmq-operator", "rules.yaml");
        grant("robustmq-operator-lease", "lease-rules.yaml");
    }

    private void introduceKinds() throws IOException {
        try (Stream<Path> files = Files.list(CrdManifests.folder())) {
            for (Path file : files.sorted().toList()) {
                HasMetadata kind =
                        client.resource(Files.readString(file)).forceConflicts().serverSideApply();
                await().atMost(PATIENCE)
                        .until(() -> isEstablished(kind.getMetadata().getName()));
            }
        }
    }

    private boolean isEstablished(String name) {
        var kind = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .get();
        return kind.getStatus() != null
                && kind.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /** As the chart's templates have it. */
    private void grant(String name, String rules) throws IOException {
        String objects = """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: %1$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %2$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %2$s}
                subjects: [{kind: ServiceAccount, name: %1$s, namespace: %3$s}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: %2$s}
                rules:
                """.formatted(OPERATOR, name, namespace) + Files.readString(RULES.resolve(rules));
        for (String object : objects.split("---\n", -1)) {
            client.resource(object).inNamespace(namespace).serverSideApply();
        }
    }

    KubernetesClient client() {
        return client;
    }

    String namespace() {
        return namespace;
    }

    /** What an operator needs to know that is to be the one of the chart, and to look often. */
    Map<String, String> operatorEnvironment(Path folder) throws IOException {
        Path file = folder.resolve("operator.kubeconfig");
        Files.writeString(file, kubeconfig());
        return Map.of(
                "KUBECONFIG",
                file.toString(),
                "ROBUSTMQ_KUBERNETES_NAMESPACES",
                namespace,
                "ROBUSTMQ_KUBERNETES_LEASE_NAMESPACE",
                namespace,
                "ROBUSTMQ_RECONCILE_WAITING",
                "1s",
                "ROBUSTMQ_RECONCILE_SETTLED",
                "2s",
                "QUARKUS_MANAGEMENT_HOST",
                "127.0.0.1",
                "QUARKUS_MANAGEMENT_PORT",
                "0");
    }

    private String kubeconfig() throws IOException {
        Config config = client.getConfiguration();
        String answer = client.raw(
                "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + OPERATOR + "/token",
                "POST",
                Map.of(
                        "apiVersion",
                        "authentication.k8s.io/v1",
                        "kind",
                        "TokenRequest",
                        "spec",
                        Map.of("expirationSeconds", TOKEN_SECONDS)));
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: it, cluster: {server: "%s", certificate-authority-data: "%s"}}]
                users: [{name: it, user: {token: "%s"}}]
                contexts: [{name: it, context: {cluster: it, user: it, namespace: "%s"}}]
                current-context: it
                """.formatted(
                        config.getMasterUrl(),
                        authority(config),
                        JSON.readTree(answer).at("/status/token").asText(),
                        namespace);
    }

    private static String authority(Config config) throws IOException {
        return config.getCaCertData() != null
                ? config.getCaCertData()
                : Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(config.getCaCertFile())));
    }

    /** The resource as {@code kubectl apply --server-side} would send it. */
    static GenericKubernetesResource resource(String version, String spec) {
        String image = System.getProperty("image");
        return Serialization.unmarshal(
                ("apiVersion: robustmq.io/v1alpha1\nkind: RobustMQCluster\nmetadata: {name: " + NAME
                        + "}\nspec: {version: " + version + (image == null ? "" : ", image: " + image)
                        + (spec.isEmpty() ? "" : ", " + spec) + "}"),
                GenericKubernetesResource.class);
    }

    void apply(String version, String spec) {
        client.resource(resource(version, spec))
                .inNamespace(namespace)
                .fieldManager("somebody")
                .forceConflicts()
                .serverSideApply();
    }

    /** A user of the cluster. */
    void applyUser(String name, String spec) {
        client.resource("apiVersion: robustmq.io/v1alpha1\nkind: RobustMQUser\nmetadata: {name: " + name
                        + "}\nspec: {cluster: " + NAME + ", " + spec + "}")
                .inNamespace(namespace)
                .fieldManager("somebody")
                .forceConflicts()
                .serverSideApply();
    }

    /** As {@code kubectl scale rmq/demo} does. */
    void scale(int brokers) {
        client.resources(RobustMQCluster.class)
                .inNamespace(namespace)
                .withName(NAME)
                .scale(brokers);
    }

    @Nullable
    RobustMQCluster cluster() {
        return client.resources(RobustMQCluster.class)
                .inNamespace(namespace)
                .withName(NAME)
                .get();
    }

    /** All that was made for the cluster and is not a pod or a volume. */
    List<HasMetadata> made() {
        List<HasMetadata> all = new ArrayList<>();
        all.addAll(ours(client.services()));
        all.addAll(ours(client.configMaps()));
        all.addAll(ours(client.secrets()));
        all.addAll(ours(client.apps().statefulSets()));
        all.addAll(ours(client.policy().v1().podDisruptionBudget()));
        all.addAll(ours(client.network().v1().networkPolicies()));
        return all;
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>> List<T> ours(
            MixedOperation<T, L, ? extends Resource<T>> kind) {
        return kind.inNamespace(namespace)
                .withLabels(Map.of("app.kubernetes.io/instance", NAME, "app.kubernetes.io/name", "robustmq"))
                .list()
                .getItems();
    }

    /** A path under the namespace of our group. */
    String raw(String path) {
        return client.raw("/apis/robustmq.io/v1alpha1/namespaces/" + namespace + "/" + path);
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
        client.close();
    }
}
