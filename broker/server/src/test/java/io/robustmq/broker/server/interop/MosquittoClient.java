package io.robustmq.broker.server.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code mosquitto_sub} and {@code mosquitto_pub}. A client here is one {@code mosquitto_sub}, which begins with its first
 * subscription; each message it publishes is a {@code mosquitto_pub} with a client id of its own.
 */
final class MosquittoClient implements ForeignClient {
    private final Door door;
    private final Profile profile;
    private final String version;
    private final Mailbox mailbox = new Mailbox();
    private @Nullable Process subscriber;

    private MosquittoClient(Door door, Profile profile, String version) {
        this.door = door;
        this.profile = profile;
        this.version = version;
    }

    /** @param version as the programs call it */
    static ClientKind.Connecting speaking(String version) {
        return (door, profile) -> new MosquittoClient(door, profile, version);
    }

    /** Why the programs cannot be used here, or null. */
    static @Nullable String missing() {
        boolean there = Stream.of("mosquitto_pub", "mosquitto_sub", "stdbuf")
                .allMatch(program -> Programs.find(program) != null);
        return there ? null : "mosquitto_pub and mosquitto_sub are not on the PATH; .ci/tools installs them";
    }

    private List<String> command(String program) {
        List<String> command = new ArrayList<>(
                List.of(program, "-V", version, "-h", door.host(), "-p", Integer.toString(door.port())));
        if (door.transport().isSecure()) {
            command.addAll(List.of("--cafile", door.authority().toString()));
        }
        return command;
    }

    @Override
    public void subscribe(String filter, int qos) throws Exception {
        assertThat(subscriber).as("one subscription a client").isNull();
        List<String> command = new ArrayList<>(List.of("stdbuf", "-oL")); // else it keeps what it says to itself
        command.addAll(command("mosquitto_sub"));
        command.addAll(List.of("-i", profile.clientId(), "-t", filter, "-q", Integer.toString(qos), "-d", "-F", "%j"));
        if (profile.keepsSession()) {
            command.add("-c");
        }
        Letter will = profile.will();
        if (will != null) {
            command.addAll(List.of("--will-topic", will.topic(), "--will-payload", will.payload()));
            command.addAll(List.of("--will-qos", Integer.toString(will.qos())));
            if (will.retain()) {
                command.add("--will-retain");
            }
        }
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        subscriber = started;
        CompletableFuture<String> granted = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> listen(started.inputReader(UTF_8), granted));
        assertThat(granted.get(Mailbox.PATIENCE_SECONDS, TimeUnit.SECONDS)).endsWith(": " + qos);
    }

    private void listen(BufferedReader lines, CompletableFuture<String> granted) {
        List<String> said = new ArrayList<>();
        try {
            lines.lines().forEach(line -> {
                said.add(line);
                hear(line, granted);
            });
        } catch (UncheckedIOException e) {
            said.add(e.toString()); // it was killed
        }
        granted.completeExceptionally(new IOException("mosquitto_sub: " + said));
    }

    private void hear(String line, CompletableFuture<String> granted) {
        if (line.startsWith("{")) {
            mailbox.add(letter(Json.read(line)));
        } else if (line.startsWith("Subscribed")) {
            granted.complete(line);
        }
    }

    private static Letter letter(JsonNode message) {
        JsonNode payload = message.get("payload");
        JsonNode properties = message.path("properties");
        Map<String, String> user = new HashMap<>();
        properties
                .path("user-properties")
                .properties()
                .forEach(entry -> user.put(entry.getKey(), entry.getValue().textValue()));
        JsonNode expiry = properties.path("message-expiry-interval");
        return new Letter(
                message.get("topic").textValue(),
                payload == null || payload.isNull() ? "" : payload.textValue(),
                message.get("qos").intValue(),
                message.get("retain").intValue() == 1,
                new Letter.Extras(
                        user,
                        properties.path("content-type").textValue(),
                        properties.path("response-topic").textValue(),
                        properties.path("correlation-data").textValue(),
                        expiry.isMissingNode() ? null : expiry.longValue()));
    }

    @Override
    public void publish(Letter letter) throws Exception {
        List<String> command = command("mosquitto_pub");
        command.addAll(List.of("-t", letter.topic(), "-q", Integer.toString(letter.qos()), "-m", letter.payload()));
        if (letter.retain()) {
            command.add("-r");
        }
        Letter.Extras extras = letter.extras();
        property(command, "content-type", extras.contentType());
        property(command, "response-topic", extras.responseTopic());
        property(command, "correlation-data", extras.correlationData());
        property(command, "message-expiry-interval", extras.expirySeconds());
        extras.userProperties()
                .forEach((name, value) -> command.addAll(List.of("-D", "publish", "user-property", name, value)));
        run(command);
    }

    private static void property(List<String> command, String name, @Nullable Object value) {
        if (value != null) {
            command.addAll(List.of("-D", "publish", name, value.toString()));
        }
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Override
    public Mailbox mailbox() {
        return mailbox;
    }

    /** On SIGINT or SIGTERM {@code mosquitto_sub} says good-bye. */
    @Override
    public void disconnect() throws Exception {
        Process process = subscriber;
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
    }

    @Override
    public void vanish() throws Exception {
        Process process = subscriber;
        if (process != null) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    @Override
    public void close() {
        Process process = subscriber;
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
