package io.robustmq.broker.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.GeneratedPage;
import io.robustmq.config.testkit.TestPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** Three packaged journal servers that carry one group, each in a folder of its own; killed and started again there. */
public final class JournalServers implements AutoCloseable {
    static final int COUNT = 3;
    private static final Path JAR =
            GeneratedPage.ROOT.resolve(Path.of("journal", "server", "target", "app", "journal.jar"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final List<String> addresses = new ArrayList<>();
    private final List<Map<String, String>> settings = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    private JournalServers(Path folder) {
        this.folder = folder;
        String group = UUID.randomUUID().toString();
        List<String> members = new ArrayList<>();
        for (int number = 1; number <= COUNT; number++) {
            int grpc = TestPorts.next();
            int raft = TestPorts.next();
            addresses.add("127.0.0.1:" + grpc);
            members.add("%d@127.0.0.1:%d:%d".formatted(number, grpc, raft));
            settings.add(new HashMap<>(Map.of(
                    "ROBUSTMQ_NODE_NODE_ID",
                    "" + number,
                    "ROBUSTMQ_NETWORK_GRPC_PORT",
                    "" + grpc,
                    "ROBUSTMQ_NETWORK_RAFT_PORT",
                    "" + raft,
                    "ROBUSTMQ_CLUSTER_GROUPS",
                    group,
                    "ROBUSTMQ_SEGMENTS_LEAST_FREE_BYTES",
                    "0",
                    "QUARKUS_MANAGEMENT_PORT",
                    "0")));
        }
        settings.forEach(one -> one.put("ROBUSTMQ_CLUSTER_MEMBERS", String.join(",", members)));
        for (int i = 0; i < COUNT; i++) {
            processes.add(launch(i));
        }
    }

    /** They are ready when this returns. */
    public static JournalServers start(Path folder) {
        Assumptions.assumeTrue(
                Files.exists(JAR), () -> "skipped: needs the packaged journal server (-pl journal/server -am): " + JAR);
        JournalServers servers = new JournalServers(folder);
        try {
            for (int i = 0; i < COUNT; i++) {
                servers.awaitReady(i);
            }
            return servers;
        } catch (RuntimeException | Error e) {
            servers.close();
            throw e;
        }
    }

    /** What a broker has to be told, by the names of the environment. */
    public Map<String, String> brokerSettings() {
        return Map.of(
                "ROBUSTMQ_STORAGE_TYPE", "journal", "ROBUSTMQ_STORAGE_JOURNAL_SERVERS", String.join(",", addresses));
    }

    private Process launch(int index) {
        try {
            Path own = Files.createDirectories(folder.resolve("journal" + (index + 1)));
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            JAR.toString())
                    .directory(own.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(own.resolve("output.txt").toFile());
            Map<String, String> variables = builder.environment();
            variables.keySet().removeIf(name -> name.matches("(ROBUSTMQ|QUARKUS|JAVA|JDK)_.*"));
            variables.putAll(settings.get(index));
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String output(int index) {
        try {
            return Files.readString(folder.resolve("journal" + (index + 1)).resolve("output.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(int index) {
        await().atMost(PATIENCE)
                .until(() -> output(index).contains(" ready in ")
                        || !processes.get(index).isAlive());
        assertThat(processes.get(index).isAlive()).as(() -> output(index)).isTrue();
    }

    /** As {@code kill -9} does; it is gone when this returns. */
    void kill(int index) throws InterruptedException {
        processes.get(index).destroyForcibly().waitFor();
    }

    /** It is ready when this returns. */
    void startAgain(int index) {
        processes.set(index, launch(index));
        awaitReady(index);
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
