package io.robustmq.operator.app.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The calls of {@code placement/api/src/main/openapi/admin.yaml}, to one member each. */
final class AdminCalls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;

    /** Before members change all are asked whether they are there, which takes seconds if one is not. */
    private static final Duration CHANGE = Duration.ofSeconds(20);

    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private final HttpClient http;
    private final Duration patience;
    private final String token;

    AdminCalls(HttpClient http, Duration patience, String token) {
        this.http = http;
        this.patience = patience;
        this.token = token;
    }

    /** The answer to a question; empty if there is none, also if the member's release does not know the call. */
    Optional<JsonNode> ask(Servers.Door door, String path) {
        try {
            HttpResponse<String> answer = send(door, request(door, path).GET());
            return answer.statusCode() == OK ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** What a server's readiness check says, be it up or down; empty if there is no answer. Nobody has to be known for it. */
    Optional<JsonNode> readiness(Servers.Door door) {
        try {
            URI uri = URI.create("http://" + authority(door) + "/q/health/ready");
            HttpResponse<String> answer =
                    send(door, HttpRequest.newBuilder(uri).timeout(patience).GET());
            return Optional.of(JSON.readTree(answer.body()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** @throws ServersException with what the member says, and what it advises */
    void remove(Servers.Door door, String memberId) {
        change(door, request(door, "/members/" + inPath(memberId)).DELETE());
    }

    /** @throws ServersException with what the member says, and what it advises */
    void setDuty(Servers.Door door, String nodeId, String duty) {
        String body = JSON.valueToTree(Map.of("duty", duty)).toString();
        change(
                door,
                request(door, "/nodes/" + inPath(nodeId) + "/duty")
                        .PUT(BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json"));
    }

    private void change(Servers.Door door, HttpRequest.Builder request) {
        HttpResponse<String> answer;
        try {
            answer = send(door, request.timeout(CHANGE));
        } catch (IOException e) {
            throw new ServersException("member " + door.ordinal() + " at " + door.host() + " does not answer: " + e);
        }
        if (answer.statusCode() != OK) {
            throw new ServersException("member " + door.ordinal() + " at " + door.host() + ": " + reason(answer));
        }
    }

    private static String reason(HttpResponse<String> answer) {
        if (answer.statusCode() == UNAUTHORIZED) {
            return "it does not know the token yet; a Secret that was changed reaches pods within minutes";
        }
        try {
            JsonNode error = JSON.readTree(answer.body());
            if (error.hasNonNull("message")) {
                return error.path("reason").asText() + ": "
                        + error.path("message").asText() + "; "
                        + error.path("advice").asText();
            }
        } catch (IOException _) {
            // No error of ours: the code has to do.
        }
        return answer.statusCode() == NOT_FOUND ? "not supported by its release" : "it answers " + answer.statusCode();
    }

    private static String authority(Servers.Door door) {
        return (door.host().indexOf(':') >= 0 ? "[" + door.host() + "]" : door.host()) + ":" + door.port();
    }

    private HttpRequest.Builder request(Servers.Door door, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + authority(door) + "/admin/v1" + path))
                .timeout(patience)
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(Servers.Door door, HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + door.host(), e);
        }
    }

    private static String inPath(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
