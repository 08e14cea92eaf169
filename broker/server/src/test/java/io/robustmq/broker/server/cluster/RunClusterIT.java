package io.robustmq.broker.server.cluster;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.config.testkit.GeneratedPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts a cluster for whoever tries one. */
@Timeout(300)
class RunClusterIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PORTS = 180;

    @TempDir
    Path folder;

    /** The first of so many ports in a row that are free, below those that the system and other tests pick from. */
    private static int firstPort() {
        int process = (int) (ProcessHandle.current().pid() % 40);
        return IntStream.range(0, 40)
                .map(i -> 12_500 + (process + i) % 40 * PORTS)
                .filter(first -> IntStream.range(first, first + PORTS).allMatch(RunClusterIT::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(int firstPort) throws IOException {
        Stream.of("broker", "placement", "journal")
                .map(name -> GeneratedPage.ROOT.resolve(Path.of(name, "server", "target", "app", name + ".jar")))
                .forEach(jar -> Assumptions.assumeTrue(Files.exists(jar), () -> "skipped: needs " + jar));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        GeneratedPage.ROOT
                                .resolve("broker")
                                .resolve("run-cluster")
                                .toString(),
                        "--no-build",
                        "--storage",
                        "journal",
                        "--ports",
                        "" + firstPort,
                        "1", // brokers
                        "1", // placement members
                        "3")) // journal servers
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(ROBUSTMQ|QUARKUS)_.*"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ROBUSTMQ_DATA_PATH", folder.resolve("data").toString());
        builder.environment().put("ROBUSTMQ_CLUSTER_LEASE", "5s"); // for brokers alone
        builder.environment().put("JAVA_OPTS", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        return builder.start();
    }

    @Test
    void aSessionIsKeptByJournalServersWhoseGroupsThePlacementCentreHasMadeAndAllEndsTogether() throws Exception {
        int first = firstPort();
        Process script = start(first);
        try {
            await().atMost(PATIENCE).until(() -> output().contains("Ctrl-C stops all.") || !script.isAlive());
            assertThat(script.isAlive()).as(this::output).isTrue();
            assertThat(output())
                    .contains("broker 1      mqtt 127.0.0.1:" + first)
                    .contains("placement 1   grpc 127.0.0.1:" + (first + 60))
                    .contains("journal 3     grpc 127.0.0.1:" + (first + 122));
            InetSocketAddress mqtt = new InetSocketAddress(InetAddress.getLoopbackAddress(), first);
            try (RawClient sleeper = RawClient.tcp(mqtt, ProtocolVersion.V3_1_1)) {
                sleeper.connect(connect("sleeper").resume());
                sleeper.subscribed("night", 1);
                sleeper.disconnect();
            }
            try (RawClient publisher = RawClient.tcp(mqtt, ProtocolVersion.V5)) {
                publisher.connect(connect("publisher"));
                publisher.published(publish("night", "kept").qos1(1));
            }
            try (RawClient sleeper = RawClient.tcp(mqtt, ProtocolVersion.V3_1_1)) {
                assertThat(sleeper.connect(connect("sleeper").resume()).sessionPresent())
                        .isTrue();
                sleeper.expectPublish("night", "kept");
            }
        } finally {
            script.destroy(); // as Ctrl-C does
            assertThat(script.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        assertThat(script.exitValue()).as(this::output).isZero();
        assertThat(output()).contains("Stopping");
        assertThat(isFree(first)).as("nobody is left").isTrue();
        assertThat(isFree(first + 120)).as("nobody is left").isTrue();
    }
}
