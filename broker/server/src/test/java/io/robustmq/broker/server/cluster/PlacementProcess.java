package io.robustmq.broker.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.DrainRequest;
import io.robustmq.placement.api.v1.NodesGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** The packaged placement centre, of one member, in a folder of its own; killed and started again there. */
final class PlacementProcess implements AutoCloseable {
    private static final Path JAR = Path.of("..", "..", "placement", "server", "target", "app", "placement.jar")
            .toAbsolutePath()
            .normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final int grpc = freePort();
    private final int raft = freePort();
    private Process process;
    private Path output;
    private int starts;

    private PlacementProcess(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        start();
    }

    static PlacementProcess start(Path folder) throws IOException {
        Assumptions.assumeTrue(
                Files.exists(JAR),
                () -> "skipped: needs the packaged placement centre (-pl placement/server -am): " + JAR);
        return new PlacementProcess(folder);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + grpc;
    }

    void start() throws IOException {
        output = folder.resolve("output-" + starts++ + ".txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.matches("(ROBUSTMQ|QUARKUS|JAVA|JDK)_.*"));
        variables.putAll(Map.of(
                "ROBUSTMQ_NODE_NODE_ID", "1",
                "ROBUSTMQ_NODE_ADDR", "127.0.0.1",
                "ROBUSTMQ_NETWORK_BIND_ADDRESS", "127.0.0.1",
                "ROBUSTMQ_NETWORK_GRPC_PORT", "" + grpc,
                "ROBUSTMQ_NETWORK_RAFT_PORT", "" + raft,
                "ROBUSTMQ_CLUSTER_MEMBERS", "1@" + address(),
                "ROBUSTMQ_DATA_PATH", "data",
                "QUARKUS_MANAGEMENT_PORT", "0"));
        process = builder.start();
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PlacementProcess awaitReady() {
        await().atMost(PATIENCE).until(() -> output().contains(" ready in ") || !process.isAlive());
        assertThat(process.isAlive()).as(this::output).isTrue();
        return this;
    }

    /** Has a broker send its clients to others, or serve again. */
    void drain(String nodeId, boolean resume) {
        ManagedChannel channel = Grpc.newChannelBuilder(address(), InsecureChannelCredentials.create())
                .build();
        try {
            DrainRequest request = DrainRequest.newBuilder()
                    .setHeader(CommandHeader.newBuilder()
                            .setIdempotencyKey(UUID.randomUUID().toString()))
                    .setNodeId(nodeId)
                    .setResume(resume)
                    .build();
            var unused = NodesGrpc.newBlockingStub(channel).drain(request);
        } finally {
            channel.shutdownNow();
        }
    }

    /** As {@code kill -9} does; it is gone when this returns. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
