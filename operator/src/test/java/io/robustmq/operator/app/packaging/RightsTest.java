package io.robustmq.operator.app.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.javaoperatorsdk.operator.Operator;
import io.robustmq.operator.app.reconcile.ClusterReconciler;
import io.robustmq.operator.app.reconcile.Reconciliation;
import io.robustmq.operator.app.reconcile.UserReconciler;
import io.robustmq.operator.app.testkit.ApiServer;
import io.robustmq.operator.app.testkit.Controllers;
import io.robustmq.operator.app.testkit.KnownServers;
import io.robustmq.operator.app.users.UserLook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The operator has the rights that its code asks for, and no others: all that it asks an API server for, while a cluster is made, changed in
 * every way and paused, is written down and compared.
 */
class RightsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path RULES = Path.of("../helm/robustmq-operator/files/rules.yaml");
    private static final Pattern OBJECTS = Pattern.compile(
            "/(?:api/v1|apis/([^/]+)/[^/]+)(?:/namespaces/[^/]+)?/([a-z]+)(?:/([^/?]+))?(/status)?(?:\\?(.*))?");

    /** Not seen with an API server that knows no foreign kinds, and does not ask who may own. */
    private static final Set<String> UNSEEN = Set.of(
            "cert-manager.io/certificates create",
            "cert-manager.io/certificates patch",
            "monitoring.coreos.com/servicemonitors create",
            "monitoring.coreos.com/servicemonitors patch",
            "robustmq.io/robustmqclusters/finalizers update",
            "robustmq.io/robustmqusers/finalizers update");

    @Test
    void whatTheCodeAsksForIsWhatItMayDo() throws IOException {
        Set<String> granted = new TreeSet<>();
        for (JsonNode rule : new YAMLMapper().readTree(RULES.toFile())) {
            for (JsonNode group : rule.path("apiGroups")) {
                for (JsonNode resource : rule.path("resources")) {
                    rule.path("verbs")
                            .forEach(verb ->
                                    granted.add(group.asText() + "/" + resource.asText() + " " + verb.asText()));
                }
            }
        }

        Set<String> needed = new TreeSet<>(UNSEEN);
        askedFor().forEach(request -> needed.addAll(rights(request)));

        assertThat(granted).isEqualTo(needed);
    }

    private static List<String> rights(String request) {
        String[] words = request.split(" ", 2);
        Matcher path = OBJECTS.matcher(words[1]);
        if (!path.matches() || words[1].matches("/apis/[^/]+/[^/]+/?") || words[1].equals("/api/v1")) {
            return List.of(); // What kinds there are, everybody may ask.
        }
        String resource = Objects.requireNonNullElse(path.group(1), "") + "/" + path.group(2)
                + Objects.requireNonNullElse(path.group(4), "");
        boolean watches = Objects.requireNonNullElse(path.group(5), "").contains("watch=true");
        boolean single = path.group(3) != null;
        List<String> verbs =
                switch (words[0]) {
                    case "GET" -> List.of(watches ? "watch" : single ? "get" : "list");
                    case "POST" -> List.of("create");
                    case "PUT" -> List.of("update");
                    case "PATCH" -> List.of("patch");
                    case "APPLY" -> path.group(4) == null ? List.of("create", "patch") : List.of("patch");
                    case "DELETE" -> List.of(single ? "delete" : "deletecollection");
                    default -> throw new IllegalArgumentException(request);
                };
        return verbs.stream().map(verb -> resource + " " + verb).toList();
    }

    /** The story of a cluster. */
    private static List<String> askedFor() {
        try (ApiServer api = new ApiServer()) {
            KnownServers servers = new KnownServers();
            Controllers controllers = new Controllers(api.client());
            Operator operator = new Operator(
                    settings -> settings.withKubernetesClient(api.operators()).withCloseClientOnStop(false));
            operator.register(
                    new ClusterReconciler(new Reconciliation(
                            api.operators(),
                            token -> servers,
                            Duration.ofMillis(100),
                            Duration.ofHours(1),
                            Clock.systemUTC())),
                    controller -> controller.withGenerationAware(false));
            operator.register(
                    new UserReconciler(new UserLook(api.operators(), Clock.systemUTC()), Duration.ofHours(1)));
            operator.start();
            try {
                api.create(", networkPolicy: {enabled: true}, listeners: [{name: out, protocol: mqtt, port: 1883, type:"
                        + " NodePort}]");
                awaitSettled(api, controllers);
                api.createUser("guest", "cluster: demo");
                await().atMost(PATIENCE).until(() -> api.user("guest").getStatus() != null);
                api.respecify(", placement: {replicas: 1}, broker: {replicas: 1, pdb: {enabled: false}, storage: {size:"
                        + " 2Gi}}, journal: {config: {segments.durability: quorum}}");
                awaitSettled(api, controllers);
                return api.asked();
            } finally {
                operator.stop();
            }
        }
    }

    private static void awaitSettled(ApiServer api, Controllers controllers) {
        await().atMost(PATIENCE).until(() -> {
            controllers.move();
            var cluster = api.cluster();
            return cluster.getStatus() != null
                    && "Ready".equals(cluster.getStatus().phase())
                    && cluster.getMetadata()
                            .getGeneration()
                            .equals(cluster.getStatus().observedGeneration());
        });
    }
}
