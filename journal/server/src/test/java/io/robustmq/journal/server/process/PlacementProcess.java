package io.robustmq.journal.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.GeneratedPage;
import io.robustmq.config.testkit.TestPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The packaged placement centre, of one member, in a folder of its own; killed and started again there. */
final class PlacementProcess implements AutoCloseable {
    private static final Path JAR =
            GeneratedPage.ROOT.resolve(Path.of("placement", "server", "target", "app", "placement.jar"));

    private final Path folder;
    private final int grpc = TestPorts.next();
    private final int raft = TestPorts.next();
    private Process process;
    private Path output;
    private int starts;

    private PlacementProcess(Path folder) {
        this.folder = folder;
        start();
    }

    static PlacementProcess start(Path folder) {
        Assumptions.assumeTrue(
                Files.exists(JAR),
                () -> "skipped: needs the packaged placement centre (-pl placement/server -am): " + JAR);
        return new PlacementProcess(folder);
    }

    String address() {
        return "127.0.0.1:" + grpc;
    }

    void start() {
        try {
            Files.createDirectories(folder);
            output = folder.resolve("output-" + starts++ + ".txt");
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PlacementProcess awaitReady() {
        await().atMost(JournalProcess.PATIENCE).until(() -> output().contains(" ready in ") || !process.isAlive());
        assertThat(process.isAlive()).as(this::output).isTrue();
        return this;
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
