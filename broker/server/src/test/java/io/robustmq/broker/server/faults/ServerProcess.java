package io.robustmq.broker.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.GeneratedPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A packaged server in a folder of its own, at ports that it keeps; killed, paused and started again there. */
final class ServerProcess implements AutoCloseable {
    /** What a server is in the cluster, and where its package lies. */
    enum Role {
        PLACEMENT("placement", "placement.jar"),
        JOURNAL("journal", "journal.jar"),
        BROKER("broker", "broker.jar");

        private final Path jar;

        Role(String folder, String jar) {
            this.jar = GeneratedPage.ROOT.resolve(Path.of(folder, "server", "target", "app", jar));
        }

        void requirePackaged() {
            Assumptions.assumeTrue(Files.exists(jar), () -> "skipped: is not packaged: " + jar);
        }
    }

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Role role;
    private final String name;
    private final Path folder;
    private final Map<String, String> settings;
    private Process process;
    private int starts;

    private ServerProcess(Role role, Path folder, Map<String, String> settings) {
        this.role = role;
        this.name = folder.getFileName().toString();
        this.folder = folder;
        this.settings = Map.copyOf(settings);
        this.process = launch();
    }

    /** Starts it with these settings in the environment, and no others; it is not ready when this returns. */
    static ServerProcess start(Role role, Path folder, Map<String, String> settings) {
        return new ServerProcess(role, folder, settings);
    }

    private Process launch() {
        try {
            Files.createDirectories(folder);
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC", // many start side by side
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            role.jar.toString()))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output(starts++).toFile());
            Map<String, String> variables = builder.environment();
            variables.keySet().removeIf(key -> key.matches("(ROBUSTMQ|QUARKUS|JAVA|JDK)_.*"));
            variables.put("QUARKUS_MANAGEMENT_PORT", "0");
            variables.putAll(settings);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path output(int start) {
        return folder.resolve("output-" + start + ".txt");
    }

    /** What it has printed since it was started last. */
    String output() {
        try {
            return Files.readString(output(starts - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Role role() {
        return role;
    }

    String name() {
        return name;
    }

    /** Waits until it has printed this. */
    void awaitSaid(String text) {
        await().atMost(PATIENCE).until(() -> output().contains(text) || !process.isAlive());
        assertThat(process.isAlive()).as(() -> name + ": " + output()).isTrue();
    }

    /** As {@code kill -9} does; it is gone when this returns. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() {
        process = launch();
    }

    /** As {@code kill -STOP} does. */
    void pause() throws Exception {
        signal("STOP");
    }

    /** As {@code kill -CONT} does. */
    void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String signal) throws Exception {
        Process sent = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(sent.waitFor()).as(name).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
