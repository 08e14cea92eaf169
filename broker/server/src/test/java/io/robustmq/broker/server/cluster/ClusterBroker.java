package io.robustmq.broker.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.lifecycle.BrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One packaged broker of a cluster, killed and started again on the same folder, each time on other ports. */
final class ClusterBroker implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path folder;
    private final Map<String, String> settings;
    private BrokerProcess process;

    private ClusterBroker(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = settings;
        this.process = launch();
    }

    /** Starts it; it is not ready when this returns. */
    static ClusterBroker start(Path folder, int number, String placement, Map<String, String> more) throws IOException {
        Files.createDirectories(folder);
        Map<String, String> settings = new HashMap<>(Map.of(
                "ROBUSTMQ_BROKER_NODE_ID", "" + number,
                "ROBUSTMQ_PLACEMENT_CENTER", placement,
                "ROBUSTMQ_CLUSTER_GRPC_PORT", "0",
                "ROBUSTMQ_CLUSTER_LEASE", "3s",
                "ROBUSTMQ_NETWORK_WEBSOCKET_PORT", "",
                "ROBUSTMQ_STORAGE_TYPE", "memory"));
        settings.putAll(more);
        return new ClusterBroker(folder, settings);
    }

    private BrokerProcess launch() {
        try {
            return BrokerProcess.start(folder, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void startAgain() {
        process = launch();
    }

    BrokerProcess process() {
        return process;
    }

    /** What the placement centre knows it by. */
    String nodeId() {
        Matcher id = Pattern.compile("cluster: node (\\S+) at ").matcher(process.output());
        assertThat(id.find()).as(process.output()).isTrue();
        return id.group(1);
    }

    InetSocketAddress address() {
        return process.address("tcp");
    }

    /** Waits until it is in the cluster with so many others, and reaches them. */
    ClusterBroker awaitJoined(int peers) {
        process.awaitReady();
        await().atMost(PATIENCE).alias(process.output()).until(() -> {
            HttpResponse<String> health = process.get("/q/health/ready");
            return health.statusCode() == 200 && health.body().replace(" ", "").contains("\"peers\":" + peers);
        });
        return this;
    }

    /** Waits until it is out of the cluster. */
    void awaitOut() {
        await().atMost(PATIENCE).until(() -> figure("robustmq_cluster_member") == 0);
    }

    /** Waits until it knows of exactly so many filters of others. */
    void awaitPeerRoutes(int filters) {
        await().atMost(PATIENCE).until(() -> figure("robustmq_cluster_routes_peers") == filters);
    }

    double figure(String name) throws Exception {
        Matcher value = Pattern.compile("^" + name + "(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE)
                .matcher(process.get("/q/metrics").body());
        assertThat(value.find()).as(name).isTrue();
        return Double.parseDouble(value.group(1));
    }

    /** A connection of MQTT 5.0 on which nothing was said yet. */
    RawClient open() {
        return RawClient.tcp(address(), ProtocolVersion.V5);
    }

    RawClient connected(String clientId) {
        RawClient client = open();
        client.connect(ConnectPacket.connect(clientId));
        return client;
    }

    /** As {@code kill -STOP} and {@code kill -CONT} do. */
    void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Override
    public void close() {
        process.close();
    }
}
