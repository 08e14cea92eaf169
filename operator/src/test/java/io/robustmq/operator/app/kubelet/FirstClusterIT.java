package io.robustmq.operator.app.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.operator.app.testkit.ApiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a resource to clients that are served: the packaged operator, and the packaged servers as the pods it asks for. */
class FirstClusterIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path PLACEMENT = Path.of("..", "placement", "server", "target", "app", "placement.jar");
    private static final Path BROKER = Path.of("..", "broker", "server", "target", "app", "broker.jar");

    @TempDir
    Path folder;

    private static Map<String, String> environment(ApiServer api) {
        return Map.of(
                "KUBERNETES_MASTER",
                api.client().getMasterUrl().toString(),
                "KUBERNETES_NAMESPACE",
                ApiServer.NAMESPACE,
                "ROBUSTMQ_KUBERNETES_NAMESPACES",
                ApiServer.NAMESPACE,
                "ROBUSTMQ_RECONCILE_WAITING",
                "500ms",
                "QUARKUS_MANAGEMENT_HOST",
                "127.0.0.1",
                "QUARKUS_MANAGEMENT_PORT",
                "0");
    }

    @Test
    void aResourceBecomesAClusterThatServesClientsAndGrows() throws Exception {
        assumeTrue(Files.exists(PLACEMENT) && Files.exists(BROKER), "skipped: needs the packaged servers");
        int number = ThreadLocalRandom.current().nextInt(1, 255);
        try (ApiServer api = new ApiServer();
                Kubelet kubelet = new Kubelet(
                        api.client(),
                        ApiServer.NAMESPACE,
                        folder,
                        Map.of(
                                "placement",
                                PackagedOperator.command(PLACEMENT),
                                "broker",
                                PackagedOperator.command(BROKER)),
                        number);
                PackagedOperator operator = new PackagedOperator(folder, environment(api))) {
            kubelet.start(new SetController(api.client(), ApiServer.NAMESPACE, kubelet)::round);
            MqttClients clients = new MqttClients(api.client(), ApiServer.NAMESPACE, ApiServer.NAME);
            api.create(", placement: {replicas: 1}, storageAdapter: {type: rocksdb}");
            awaitReady(api, kubelet, operator, 2);
            String subscriber = "127." + number + ".3.10";
            String publisher = "127." + number + ".3.11";
            assertThat(clients.relayed(publisher, subscriber, PATIENCE)).contains("hello");

            api.respecify(", placement: {replicas: 1}, storageAdapter: {type: rocksdb}, broker: {replicas: 1}");
            awaitReady(api, kubelet, operator, 1);
            assertThat(clients.relayed(subscriber, subscriber, PATIENCE)).contains("hello");
            assertThat(operator.isAlive()).as(operator.said()).isTrue();
        }
    }

    private static void awaitReady(ApiServer api, Kubelet kubelet, PackagedOperator operator, int brokers) {
        try {
            await().atMost(PATIENCE).until(() -> isReady(api.cluster(), brokers));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(api.cluster().getStatus() + "\n" + operator.said() + "\n" + kubelet.outputs(), e);
        }
    }

    private static boolean isReady(RobustMQCluster cluster, int brokers) {
        var status = cluster.getStatus();
        return status != null
                && "Ready".equals(status.phase())
                && status.broker() != null
                && status.broker().ready() == brokers
                && cluster.getMetadata().getGeneration().equals(status.observedGeneration());
    }
}
