package io.robustmq.placement.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.server.api.MemberTable;
import io.robustmq.placement.service.api.Desk;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over a real port, at a member that belongs to no cluster yet. What members answer, PackagedMemberIT asks. */
class AdminApiTest {

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private Path token;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        token = Files.writeString(folder.resolve("token"), "sesame\n");
        Router router = Router.router(vertx);
        new AdminApi(new Desk<>(), new MemberTable("1.2.3", () -> ""), new BearerToken(token)).register(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterEach
    void end() throws Exception {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private HttpResponse<String> call(String method, String path, String body, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/admin/v1" + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({"GET, /status", "GET, /members", "POST, /members", "DELETE, /members/1-00000000", "GET, /no-such-call"})
    void nobodyIsAnsweredWithoutTheToken(String method, String path) throws Exception {
        for (String shown : new String[] {"", "Bearer ", "Bearer sesam", "Bearer sesame2", "Basic sesame", "sesame"}) {
            HttpResponse<String> answer = call(method, path, "", shown);

            assertThat(answer.statusCode()).as(shown).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(new JsonObject(answer.body()).getString("reason")).isEqualTo("UNAUTHENTICATED");
        }
    }

    @Test
    void aTokenCountsAsSoonAsItIsWritten() throws Exception {
        Files.writeString(token, "open");

        assertThat(call("GET", "/status", "", "Bearer sesame").statusCode()).isEqualTo(401);
        assertThat(call("GET", "/status", "", "Bearer open").statusCode()).isEqualTo(200);
    }

    @Test
    void anEmptyFileOrNoneLetsNobodyIn() throws Exception {
        Files.writeString(token, "\n");
        assertThat(call("GET", "/status", "", "Bearer ").statusCode()).isEqualTo(401);
        Files.delete(token);
        assertThat(call("GET", "/status", "", "Bearer sesame").statusCode()).isEqualTo(401);
    }

    @Test
    void aMemberWithoutAClusterSaysSo() throws Exception {
        JsonObject status =
                new JsonObject(call("GET", "/status", "", "Bearer sesame").body());
        assertThat(status.getString("clusterId")).isEmpty();
        assertThat(status.getJsonArray("members")).isEmpty();

        HttpResponse<String> members = call("GET", "/members", "", "Bearer sesame");
        assertThat(members.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(members.body()).getString("reason")).isEqualTo("CLUSTER_NOT_FORMED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /members | {\"memberId\": \"1\"} | member.member_id",
                "POST | /members | {\"memberId\": 1} | memberId",
                "POST | /members | nonsense | ''",
                "PUT | /nodes/n/duty | {\"duty\": \"SLEEPING\"} | duty"
            })
    void whatCannotBeRightIsRefusedByName(String method, String path, String body, String field) throws Exception {
        HttpResponse<String> answer = call(method, path, body, "Bearer sesame");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("field")).isEqualTo(field);
        assertThat(new JsonObject(answer.body()).getString("advice")).isNotEmpty();
    }

    /** {@code GET /status} and so on, as the file has them. */
    private static List<String> described() throws IOException {
        List<String> calls = new ArrayList<>();
        String path = "";
        for (String line : Files.readAllLines(Path.of("../api/src/main/openapi/admin.yaml"))) {
            if (line.matches("  /\\S+:")) {
                path = line.strip().replace(":", "").replaceAll("\\{(\\w+)}", ":$1");
            } else if (line.matches("    (get|put|post|delete):")) {
                calls.add(line.strip().replace(":", "").toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        return calls;
    }

    @Test
    void theDescriptionHasTheCallsThereAre() throws IOException {
        Router router = Router.router(vertx);
        new AdminApi(new Desk<>(), new MemberTable("1.2.3", () -> ""), new BearerToken(token)).register(router);

        assertThat(router.getRoutes().stream()
                        .filter(route -> route.methods() != null)
                        .map(route -> route.methods().iterator().next().name() + " "
                                + route.getName().replace("/admin/v1", "")))
                .containsExactlyInAnyOrderElementsOf(described());
    }

    @Test
    void whatIsNoCallIsNotFound() throws Exception {
        assertThat(call("GET", "/no-such-call", "", "Bearer sesame").statusCode())
                .isEqualTo(404);
    }
}
