package io.robustmq.operator.app.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.robustmq.crds.testkit.Admission;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.RobustMQUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/** An API server that lets resources in, keeps and watches them; without controllers, garbage collection and schemas of its own. */
public final class ApiServer implements AutoCloseable {
    public static final String NAMESPACE = "here";
    public static final String NAME = "demo";

    private static final String OPERATOR = "operator";
    private static final Admission ADMISSION = admission("robustmqclusters.robustmq.io-v1.yml");
    private static final Admission USERS = admission("robustmqusers.robustmq.io-v1.yml");

    private final KubernetesMockServer server;
    private final ApplyingDispatcher dispatcher;
    private final KubernetesClient operators;
    private final KubernetesClient client;

    public ApiServer() {
        dispatcher = new ApplyingDispatcher(List.of(
                CustomResourceDefinitionContext.fromCustomResourceType(RobustMQCluster.class),
                CustomResourceDefinitionContext.fromCustomResourceType(RobustMQUser.class)));
        server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
        server.init();
        client = server.createClient();
        operators = server.createClient(builder -> builder.withConfig(new ConfigBuilder(client.getConfiguration())
                .withUserAgent(OPERATOR)
                .build()));
    }

    private static Admission admission(String kind) {
        try {
            return Admission.of(kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The test's own. */
    public KubernetesClient client() {
        return client;
    }

    /** For the operator: what it asks for is told by {@link #asked}. */
    public KubernetesClient operators() {
        return operators;
    }

    /** What {@link #operators} has asked for: {@code METHOD PATH}, and {@code APPLY PATH} for server-side apply. */
    public List<String> asked() {
        return dispatcher.requests(OPERATOR);
    }

    /** @param spec what comes after {@code version: 0.1.0}, in YAML's short form: {@code , broker: {replicas: 3}} */
    public RobustMQCluster create(String spec) {
        return client.resource(read(spec)).create();
    }

    /** As the API server hands it on: let in, and with all defaults. */
    public static RobustMQCluster read(String spec) {
        return read(RobustMQCluster.class, ADMISSION, NAME, "{version: 0.1.0" + spec + "}");
    }

    private static <T> T read(Class<T> kind, Admission admission, String name, String spec) {
        try {
            JsonNode resource = Admission.yaml("apiVersion: robustmq.io/v1alpha1\nkind: " + kind.getSimpleName()
                    + "\nmetadata: {name: " + name + ", namespace: " + NAMESPACE + "}\nspec: " + spec);
            if (!admission.create(resource).isEmpty()) {
                throw new IllegalArgumentException(admission.create(resource).toString());
            }
            return Serialization.unmarshal(admission.defaulted(resource).toString(), kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param spec what is between the braces, in YAML's short form: {@code cluster: demo, superuser: true} */
    public RobustMQUser createUser(String name, String spec) {
        return client.resource(read(RobustMQUser.class, USERS, name, "{" + spec + "}"))
                .create();
    }

    public RobustMQUser user(String name) {
        return client.resources(RobustMQUser.class)
                .inNamespace(NAMESPACE)
                .withName(name)
                .get();
    }

    public RobustMQCluster cluster() {
        return client.resources(RobustMQCluster.class)
                .inNamespace(NAMESPACE)
                .withName(NAME)
                .get();
    }

    /** Another spec, as by {@code kubectl apply}. */
    public void respecify(String spec) {
        edit(cluster -> {
            cluster.setSpec(read(spec).getSpec());
            cluster.getMetadata()
                    .setGeneration(
                            cluster.getMetadata().getGeneration() == null
                                    ? 2
                                    : cluster.getMetadata().getGeneration() + 1);
            return cluster;
        });
    }

    /** Once more if the operator has written its status meanwhile, as {@code kubectl} does. */
    public void edit(UnaryOperator<RobustMQCluster> change) {
        while (true) {
            try {
                client.resources(RobustMQCluster.class)
                        .inNamespace(NAMESPACE)
                        .withName(NAME)
                        .edit(change);
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        operators.close();
        client.close();
        server.destroy();
    }
}
