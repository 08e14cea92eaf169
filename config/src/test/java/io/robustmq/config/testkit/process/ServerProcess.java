package io.robustmq.config.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A packaged server as users start it, in a folder of its own, and started again there with the same settings. */
public class ServerProcess implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path jar;
    private final Path folder;
    private final Map<String, String> environment;
    private final List<String> within;
    private final List<String> options;
    private Process process;
    private Path output;
    private int starts;

    /**
     * Not started yet.
     *
     * @param environment its settings; no others of this process reach it
     * @param within a command that becomes the one that is given to it, such as {@code ip netns exec}; none if empty
     * @param options of the virtual machine, beside those with which it starts sooner ({@link TrainedStart})
     */
    public ServerProcess(
            Path jar, Path folder, Map<String, String> environment, List<String> within, List<String> options) {
        this(
                jar,
                folder,
                environment,
                within,
                Stream.concat(TrainedStart.options(jar).stream(), options.stream())
                        .toArray(String[]::new));
    }

    private ServerProcess(
            Path jar, Path folder, Map<String, String> environment, List<String> within, String[] options) {
        this.jar = jar;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        this.within = List.copyOf(within);
        this.options = List.of(options);
    }

    /** One that starts as it is, and perhaps learns of it. */
    static ServerProcess untrained(Path jar, Path folder, Map<String, String> environment, String... options) {
        return new ServerProcess(jar, folder, environment, List.of(), options);
    }

    public final void start() {
        startWithin(List.of());
    }

    /** This once with a command around it besides the one that it always has, such as {@link SlowDisk#command}. */
    public final void startWithin(List<String> more) {
        try {
            Files.createDirectories(folder);
            output = folder.resolve("output-" + starts++ + ".txt");
            List<String> command = new ArrayList<>(within);
            command.addAll(more);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1"));
            command.addAll(options);
            command.addAll(List.of("-jar", jar.toString()));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            Map<String, String> variables = builder.environment();
            variables.keySet().removeIf(name -> name.matches("(ROBUSTMQ|QUARKUS|JAVA|JDK)_.*"));
            variables.put("QUARKUS_MANAGEMENT_PORT", "0");
            variables.putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything printed since the last start, on both streams. */
    public final String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it says that it is ready; fails if it ends before. */
    public ServerProcess awaitReady() {
        await().atMost(PATIENCE).until(() -> output().contains(" ready in ") || !process.isAlive());
        assertThat(process.isAlive()).as(this::output).isTrue();
        return this;
    }

    /** {@code host:port} as the ready line gives it, of {@code grpc}, {@code raft} or {@code management}. */
    public final String address(String name) {
        Matcher address = Pattern.compile(name + " ([0-9.]+:\\d+)").matcher(output());
        assertThat(address.find()).as(this::output).isTrue();
        return address.group(1);
    }

    /** What the management port answers. */
    public final HttpResponse<String> get(String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://" + address("management") + path);
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public final Path folder() {
        return folder;
    }

    public final boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill} does. */
    public final void terminate() {
        process.destroy();
    }

    /** As {@code kill -9} does; it is gone when this returns. */
    public final void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@code kill -STOP} and {@code kill -CONT} do. */
    public final void signal(String name) {
        Programs.run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** Its exit code, once it has ended by itself. */
    public final int awaitExit() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(this::output)
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
