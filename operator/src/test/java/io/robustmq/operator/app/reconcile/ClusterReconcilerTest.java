package io.robustmq.operator.app.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javaoperatorsdk.operator.Operator;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.operator.app.testkit.ApiServer;
import io.robustmq.operator.app.testkit.Controllers;
import io.robustmq.operator.app.testkit.KnownServers;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** That changes wake it, and its own writes do not keep it awake. */
class ClusterReconcilerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void changesWakeItAndItsOwnWritesDoNot() {
        try (ApiServer api = new ApiServer()) {
            AtomicInteger looks = new AtomicInteger();
            KnownServers servers = new KnownServers();
            Controllers controllers = new Controllers(api.client());
            Operator operator = new Operator(
                    settings -> settings.withKubernetesClient(api.client()).withCloseClientOnStop(false));
            Reconciliation reconciliation = new Reconciliation(
                    api.client(),
                    token -> {
                        looks.incrementAndGet();
                        return servers;
                    },
                    Duration.ofMillis(100),
                    Duration.ofHours(1),
                    Clock.systemUTC());
            operator.register(
                    new ClusterReconciler(reconciliation), controller -> controller.withGenerationAware(false));
            operator.start();
            try {
                api.create("");
                await().atMost(PATIENCE).until(() -> {
                    controllers.move();
                    return phase(api).equals("Ready");
                });
                awaitQuiet(looks);

                api.client()
                        .services()
                        .inNamespace(ApiServer.NAMESPACE)
                        .withName("demo-mqtt")
                        .edit(service -> {
                            service.getSpec().getPorts().getFirst().setPort(1);
                            return service;
                        });
                await().atMost(PATIENCE)
                        .until(() -> api.client()
                                        .services()
                                        .inNamespace(ApiServer.NAMESPACE)
                                        .withName("demo-mqtt")
                                        .get()
                                        .getSpec()
                                        .getPorts()
                                        .getFirst()
                                        .getPort()
                                == 1883);

                api.edit(cluster -> {
                    cluster.getMetadata().setAnnotations(Map.of("robustmq.io/continue", "0.1.0"));
                    return cluster;
                });
                int before = looks.get();
                await().atMost(PATIENCE).until(() -> looks.get() > before);
                awaitQuiet(looks);
                assertThat(phase(api)).isEqualTo("Ready");
            } finally {
                operator.stop();
            }
        }
    }

    /** As many looks after a while as before it: with an hour between looks, whoever keeps looking wakes itself. */
    private static void awaitQuiet(AtomicInteger looks) {
        int[] seen = {-1};
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            boolean quiet = looks.get() == seen[0];
            seen[0] = looks.get();
            return quiet;
        });
    }

    private static String phase(ApiServer api) {
        RobustMQCluster cluster = api.cluster();
        return cluster.getStatus() == null || cluster.getStatus().phase() == null
                ? ""
                : cluster.getStatus().phase();
    }
}
