package io.robustmq.broker.server.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Node.js running {@code src/test/mqttjs/clients.cjs}: one process for all MQTT.js clients of a run; ends with this one. */
final class NodeJs {
    private static final Path FOLDER = Path.of("src", "test", "mqttjs");
    private static @Nullable NodeJs running;

    private final OutputStream orders;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonNode>> clients = new ConcurrentHashMap<>();

    private NodeJs() throws IOException {
        Process process = new ProcessBuilder("node", "clients.cjs")
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = process.getOutputStream();
        Thread.ofVirtual().start(() -> listen(process.inputReader(UTF_8)));
    }

    static synchronized NodeJs running() throws IOException {
        NodeJs node = running;
        if (node == null) {
            node = new NodeJs();
            running = node;
        }
        return node;
    }

    /** Why MQTT.js cannot be used here, or null. */
    static @Nullable String missing() {
        if (!Files.isDirectory(FOLDER.resolve("node_modules").resolve("mqtt"))) {
            return "MQTT.js is not in " + FOLDER.resolve("node_modules") + "; .ci/tools fetches it";
        }
        return Programs.find("node") == null ? "node is not on the PATH; .ci/tools installs it" : null;
    }

    private void listen(BufferedReader lines) {
        lines.lines().forEach(line -> {
            JsonNode said = Json.read(line);
            if (said.has("id")) {
                answers.remove(said.get("id").intValue()).complete(said);
            } else {
                clients.get(said.get("client").textValue()).accept(said);
            }
        });
        answers.values().forEach(answer -> answer.completeExceptionally(new IOException("node has ended")));
    }

    /** Who hears of the messages for a client. */
    void enter(String client, Consumer<JsonNode> messages) {
        clients.put(client, messages);
    }

    /** Has a client do something, and waits until it is done. */
    void order(String client, String what, ObjectNode details) throws Exception {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        String line = details.put("id", id).put("client", client).put("do", what) + "\n";
        synchronized (this) {
            orders.write(line.getBytes(UTF_8));
            orders.flush();
        }
        JsonNode said = answer.get(Mailbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (said.has("error")) {
            throw new IOException(what + ": " + said.get("error").textValue());
        }
    }
}
