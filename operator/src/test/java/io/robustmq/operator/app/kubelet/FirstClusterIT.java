package io.robustmq.operator.app.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.fabric8.kubernetes.api.model.Secret;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.operator.app.testkit.ApiServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a resource to clients that are served: the packaged operator, and the packaged servers as the pods it asks for. */
class FirstClusterIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path OPERATOR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final Path PLACEMENT = Path.of("..", "placement", "server", "target", "app", "placement.jar");
    private static final Path BROKER = Path.of("..", "broker", "server", "target", "app", "broker.jar");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path folder;

    private static List<String> image(Path jar) {
        return List.of(
                JAVA.toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toAbsolutePath().normalize().toString());
    }

    private Process operator(ApiServer api) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        JAVA.toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        OPERATOR.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("operator.txt").toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(ROBUSTMQ|QUARKUS|JAVA|JDK|KUBE|KUBERNETES)_?.*"));
        builder.environment()
                .putAll(Map.of(
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
                        "0"));
        return builder.start();
    }

    private String said() throws IOException {
        Path said = folder.resolve("operator.txt");
        return Files.exists(said) ? Files.readString(said) : "";
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
                        Map.of("placement", image(PLACEMENT), "broker", image(BROKER)),
                        number)) {
            Process operator = operator(api);
            try {
                kubelet.start();
                api.create(", placement: {replicas: 1}, storageAdapter: {type: rocksdb}");
                awaitReady(api, kubelet, 2);
                String subscriber = "127." + number + ".3.10";
                String publisher = "127." + number + ".3.11";
                assertThat(relayed(api, publisher, subscriber)).contains("hello");

                api.respecify(", placement: {replicas: 1}, storageAdapter: {type: rocksdb}, broker: {replicas: 1}");
                awaitReady(api, kubelet, 1);
                assertThat(relayed(api, subscriber, subscriber)).contains("hello");
                assertThat(operator.isAlive()).as(said()).isTrue();
            } finally {
                operator.destroy();
                assertThat(operator.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(operator.exitValue()).as(said()).isZero();
            }
        }
    }

    private void awaitReady(ApiServer api, Kubelet kubelet, int brokers) throws IOException {
        try {
            await().atMost(PATIENCE).until(() -> isReady(api.cluster(), brokers));
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(api.cluster().getStatus() + "\n" + said() + "\n" + kubelet.outputs(), e);
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

    /** What a subscriber at one broker gets of a publication at another one. */
    private Optional<String> relayed(ApiServer api, String from, String to) throws InterruptedException {
        Mqtt5BlockingClient listener = client(api, to);
        Mqtt5BlockingClient speaker = client(api, from);
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL)) {
            listener.subscribeWith()
                    .topicFilter("greetings")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            // Routes reach the other brokers within moments.
            Optional<Mqtt5Publish> heard = Optional.empty();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (heard.isEmpty() && System.nanoTime() < end) {
                speaker.publishWith()
                        .topic("greetings")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload("hello".getBytes(StandardCharsets.UTF_8))
                        .send();
                heard = publishes.receive(1, TimeUnit.SECONDS);
            }
            return heard.map(message -> new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8));
        } finally {
            listener.disconnect();
            speaker.disconnect();
        }
    }

    private static Mqtt5BlockingClient client(ApiServer api, String host) {
        Secret secret = api.client()
                .secrets()
                .inNamespace(ApiServer.NAMESPACE)
                .withName("demo-admin")
                .get();
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost(host)
                .serverPort(1883)
                .simpleAuth()
                .username(decoded(secret, "username"))
                .password(decoded(secret, "password").getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.connect();
        return client;
    }

    private static String decoded(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }
}
