package io.robustmq.broker.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.process.Application;
import io.robustmq.config.testkit.process.TrainedStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** The packaged broker as users start it: {@code java -jar broker.jar}, in a folder of its own, on free ports. */
public final class BrokerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;
    private final Path output;

    private BrokerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the broker with these settings in the environment, and no others. */
    public static BrokerProcess start(Path folder, Map<String, String> environment) throws IOException {
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC", // many start side by side
                "-XX:TieredStopAtLevel=1"));
        command.addAll(TrainedStart.options(Application.BROKER.jar()));
        command.addAll(List.of("-jar", Application.BROKER.jar().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.matches("(ROBUSTMQ|QUARKUS|JAVA|JDK)_.*"));
        variables.putAll(Map.of(
                "ROBUSTMQ_NETWORK_TCP_PORT", "0",
                "ROBUSTMQ_NETWORK_WEBSOCKET_PORT", "0",
                "QUARKUS_MANAGEMENT_PORT", "0"));
        variables.putAll(environment);
        return new BrokerProcess(builder.start(), output);
    }

    /** Everything printed so far, on both streams. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public BrokerProcess awaitReady() {
        await().atMost(PATIENCE).until(() -> output().contains(" ready in ") || !process.isAlive());
        assertThat(process.isAlive()).as(this::output).isTrue();
        return this;
    }

    /** The address the ready line gives for a listener or for management. */
    public InetSocketAddress address(String name) {
        Matcher address = Pattern.compile(name + " ([0-9.]+):(\\d+)").matcher(output());
        assertThat(address.find()).as(this::output).isTrue();
        return new InetSocketAddress(InetAddress.ofLiteral(address.group(1)), Integer.parseInt(address.group(2)));
    }

    /** What the management port answers. */
    public HttpResponse<String> get(String path) throws Exception {
        return get(address("management"), path);
    }

    static HttpResponse<String> get(InetSocketAddress server, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create(
                    "http://%s:%d%s".formatted(server.getAddress().getHostAddress(), server.getPort(), path));
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        }
    }

    public long pid() {
        return process.pid();
    }

    /** As {@code kill} does. */
    public void terminate() {
        process.destroy();
    }

    /** As {@code kill -9} does; it is gone when this returns. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(this::output)
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
