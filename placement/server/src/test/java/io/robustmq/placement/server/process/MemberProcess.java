package io.robustmq.placement.server.process;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged member as users start it, in a folder of its own, and started again there with the same settings. */
final class MemberProcess implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(2);
    static final Path JAR = Path.of("target", "app", "placement.jar").toAbsolutePath();

    private final Path folder;
    private final Map<String, String> environment;
    private final List<String> within;
    private final List<String> options;
    private Process process;
    private Path output;
    private int starts;

    private MemberProcess(Path folder, Map<String, String> environment, List<String> within, List<String> options) {
        this.folder = folder;
        this.environment = environment;
        this.within = within;
        this.options = options;
    }

    static MemberProcess start(Path folder, Map<String, String> environment) {
        return start(folder, environment, List.of());
    }

    /** @param within a command that becomes the one that is given to it, such as {@code ip netns exec} */
    static MemberProcess start(Path folder, Map<String, String> environment, List<String> within) {
        return start(folder, environment, within, TrainedStart.options());
    }

    /** @param options of the virtual machine */
    static MemberProcess start(
            Path folder, Map<String, String> environment, List<String> within, List<String> options) {
        MemberProcess member = new MemberProcess(folder, new HashMap<>(environment), within, options);
        member.start();
        return member;
    }

    void start() {
        try {
            Files.createDirectories(folder);
            output = folder.resolve("output-" + starts++ + ".txt");
            List<String> command = new ArrayList<>(within);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1"));
            command.addAll(options);
            command.addAll(List.of("-jar", JAR.toString()));
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
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MemberProcess awaitReady() {
        await().atMost(PATIENCE).until(() -> output().contains(" ready in ") || !process.isAlive());
        assertThat(process.isAlive()).as(this::output).isTrue();
        return this;
    }

    /** {@code host:port} as the ready line gives it, of {@code grpc}, {@code raft} or {@code management}. */
    String address(String name) {
        Matcher address = Pattern.compile(name + " ([0-9.]+:\\d+)").matcher(output());
        assertThat(address.find()).as(this::output).isTrue();
        return address.group(1);
    }

    /** A call of the admin port, without a body. */
    HttpResponse<String> admin(String method, String path, String token) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://" + address("admin") + "/admin/v1" + path);
            return http.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://" + address("management") + path);
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** As {@code kill} does. */
    void terminate() {
        process.destroy();
    }

    /** As {@code kill -9} does; it is gone when this returns. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@code kill -STOP} and {@code kill -CONT} do. */
    void signal(String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit code, once it has ended by itself. */
    int awaitExit() {
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
