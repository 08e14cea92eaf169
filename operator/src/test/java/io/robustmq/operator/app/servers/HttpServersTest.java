package io.robustmq.operator.app.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.robustmq.operator.app.servers.Servers.Door;
import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.BrokerView;
import io.robustmq.operator.rollout.observe.JournalView;
import io.robustmq.operator.rollout.observe.Membership;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members that answer what the test has them answer, over real ports. */
class HttpServersTest {
    private static final String LEADER = """
            {"clusterId": "c", "logId": "l", "leaderId": "1-0000000b", "revision": 9,
             "self": {"memberId": "1-0000000b", "role": "LEADER", "term": %d, "voter": true},
             "members": [
               {"memberId": "0-0000000a", "voter": true, "role": "FOLLOWER", "reachable": true, "commitIndex": 4950},
               {"memberId": "1-0000000b", "voter": true, "role": "LEADER", "reachable": true, "commitIndex": 5000},
               {"memberId": "2-0000000c", "voter": true, "role": "FOLLOWER", "reachable": false, "commitIndex": 5000},
               {"memberId": "3-0000000d", "voter": false, "role": "LEARNER", "reachable": true, "commitIndex": 12}]}
            """;
    private static final String FOLLOWER = """
            {"leaderId": "1-0000000b", "self": {"memberId": "0-0000000a", "role": "FOLLOWER", "term": 7}, "members": []}
            """;
    private static final String MEMBERS = """
            {"leaderId": "1-0000000b", "index": 3, "members": [
               {"memberId": "0-0000000a", "voter": true}, {"memberId": "1-0000000b", "voter": true},
               {"memberId": "2-0000000c", "voter": true}, {"memberId": "3-0000000d", "voter": false}]}
            """;
    private static final String NODES = """
            {"revision": 9, "nodes": [
               {"nodeId": "b", "roles": ["BROKER"], "addresses": {"grpc": "demo-broker-0:1230"}, "replicas": 0},
               {"nodeId": "j0", "roles": ["JOURNAL"], "addresses": {"grpc": "node-0:1229"}, "duty": "SERVING",
                "replicas": 16, "whyNotStop": ""},
               {"nodeId": "j1", "roles": ["JOURNAL"], "addresses": {"grpc": "node-1:1229"}, "duty": "DRAINING",
                "replicas": 2, "whyNotStop": "of group 1 only 1"},
               {"nodeId": "stranger", "roles": ["JOURNAL"], "addresses": {"grpc": "elsewhere:1229"}, "replicas": 5}]}
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServers servers = new HttpServers(http, Duration.ofSeconds(30), "sesame");
    private final List<HttpServer> running = new ArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        running.forEach(server -> server.stop(0));
        http.close();
    }

    private record Reply(int code, String body) {}

    private Door member(int ordinal, Map<String, Reply> replies) throws IOException {
        Map<String, Reply> known = new ConcurrentHashMap<>(replies);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/admin/v1", exchange -> {
            String call = exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath().substring(9);
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean admitted =
                    "Bearer sesame".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            calls.add(call + (body.isEmpty() ? "" : " " + body));
            answer(exchange, admitted ? known.getOrDefault(call, new Reply(404, "")) : new Reply(401, "{}"));
        });
        server.start();
        running.add(server);
        return new Door(ordinal, "127.0.0.1", server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.code(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Door leader() throws IOException {
        return member(
                1,
                Map.of(
                        "GET /status", new Reply(200, LEADER.formatted(8)),
                        "GET /members", new Reply(200, MEMBERS),
                        "GET /nodes", new Reply(200, NODES),
                        "DELETE /members/2-0000000c", new Reply(200, MEMBERS),
                        "PUT /nodes/j0/duty", new Reply(200, "{}"),
                        "PUT /nodes/b/duty", new Reply(200, "{}")));
    }

    private Door follower() throws IOException {
        return member(0, Map.of("GET /status", new Reply(200, FOLLOWER)));
    }

    private static Servers.Hosts nodes() {
        return host -> host.startsWith("node-") ? Integer.parseInt(host.substring(5)) : -1;
    }

    @Test
    void theLeaderSaysWhoVotesAndWhoHasCaughtUp() throws IOException {
        Answer<Membership> answer = servers.membership(List.of(follower(), leader()));

        assertThat(answer).isInstanceOfSatisfying(Answer.Known.class, known -> {
            Membership membership = (Membership) known.value();
            assertThat(membership.leader()).isEqualTo(1);
            assertThat(membership.voters()).isEqualTo(3);
            assertThat(membership.members())
                    .isEqualTo(Map.of(
                            0, new Membership.Member(true, true),
                            1, new Membership.Member(true, true),
                            2, new Membership.Member(true, false),
                            3, new Membership.Member(false, false)));
        });
    }

    @Test
    void oneThatTakesItselfForTheLeaderOfAnOlderTermIsNotAsked() throws IOException {
        Door deposed = member(2, Map.of("GET /status", new Reply(200, LEADER.formatted(3))));

        assertThat(servers.membership(List.of(deposed, leader()))).isInstanceOf(Answer.Known.class);
    }

    @Test
    void withoutALeaderThatAMajorityConfirmsTheyAreSilent() throws IOException {
        Door unsure = member(
                1, Map.of("GET /status", new Reply(200, LEADER.formatted(8)), "GET /members", new Reply(503, "{}")));

        assertThat(servers.membership(List.of())).isInstanceOf(Answer.Silent.class);
        assertThat(servers.membership(List.of(follower()))).isInstanceOf(Answer.Silent.class);
        assertThat(servers.membership(List.of(unsure))).isInstanceOf(Answer.Silent.class);
    }

    @Test
    void nobodyAnswersAStranger() throws IOException {
        HttpServers strangers = new HttpServers(http, Duration.ofSeconds(30), "guess");

        assertThat(strangers.membership(List.of(leader()))).isInstanceOf(Answer.Silent.class);
    }

    @Test
    void journalNodesAreKnownByTheirHosts() throws IOException {
        Answer<JournalView> answer = servers.journal(List.of(leader()), nodes());

        assertThat(answer)
                .isEqualTo(new Answer.Known<>(new JournalView(Map.of(
                        0, new JournalView.Node(16, "", false),
                        1, new JournalView.Node(2, "of group 1 only 1", true)))));
    }

    @Test
    void aReleaseThatDoesNotTellItsNodesIsSilent() throws IOException {
        Door older = member(1, Map.of("GET /status", new Reply(200, LEADER.formatted(8))));

        assertThat(servers.journal(List.of(older), nodes())).isInstanceOf(Answer.Silent.class);
        assertThatThrownBy(() -> servers.evacuate(List.of(older), nodes(), 0, true))
                .isInstanceOf(ServersException.class)
                .hasMessageContaining("does not tell its nodes");
        assertThatThrownBy(() -> servers.removeMember(List.of(older), 2))
                .isInstanceOf(ServersException.class)
                .hasMessageContaining("not supported by its release");
    }

    @Test
    void changesGoToTheLeader() throws IOException {
        List<Door> doors = List.of(follower(), leader());

        servers.removeMember(doors, 2);
        servers.evacuate(doors, nodes(), 0, true);

        assertThat(calls).contains("DELETE /members/2-0000000c", "PUT /nodes/j0/duty {\"duty\":\"DRAINING\"}");
    }

    @Test
    void brokersAreDrainedByThePlacementCentre() throws IOException {
        servers.drain(List.of(follower(), leader()), host -> "demo-broker-0".equals(host) ? 4 : -1, 4, true);
        servers.drain(List.of(leader()), host -> "demo-broker-0".equals(host) ? 4 : -1, 4, false);

        assertThat(calls)
                .contains("PUT /nodes/b/duty {\"duty\":\"DRAINING\"}", "PUT /nodes/b/duty {\"duty\":\"SERVING\"}");
    }

    private Door broker(int ordinal, int code, String data) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String body = "{\"status\": \"DOWN\", \"checks\": [{\"name\": \"storage\"}, {\"name\": \"serving\", \"data\": {"
                + data + "}}]}";
        server.createContext("/q/health/ready", exchange -> answer(exchange, new Reply(code, body)));
        server.start();
        running.add(server);
        return new Door(ordinal, "127.0.0.1", server.getAddress().getPort());
    }

    @Test
    void brokersSayHowFarTheyAreOnTheirWayOut() throws IOException {
        List<Door> brokers = List.of(
                broker(0, 200, "\"draining\": false, \"connections\": 7"),
                broker(1, 503, "\"draining\": true, \"drainingSeconds\": 9, \"connections\": 7"),
                broker(2, 503, "\"draining\": true, \"drainingSeconds\": 11, \"connections\": 7"),
                broker(3, 503, "\"draining\": true, \"drainingSeconds\": 11, \"connections\": 0"),
                broker(4, 200, "\"peers\": 2"),
                new Door(5, "127.0.0.1", 1));

        assertThat(servers.drains(brokers, Duration.ofSeconds(10)))
                .isEqualTo(Map.of(
                        0, new BrokerView.Drain.Serving(),
                        1, new BrokerView.Drain.Draining(7, false),
                        2, new BrokerView.Drain.Draining(7, true),
                        3, new BrokerView.Drain.Drained(),
                        4, new BrokerView.Drain.Unable()));
    }

    @Test
    void aRefusalSaysWhyAndWhatToDo() throws IOException {
        Door refusing = member(
                1,
                Map.of(
                        "GET /status",
                        new Reply(200, LEADER.formatted(8)),
                        "DELETE /members/2-0000000c",
                        new Reply(
                                409,
                                "{\"reason\": \"WOULD_LOSE_QUORUM\", \"message\": \"too few\", \"advice\": \"bring them"
                                        + " back\"}")));

        assertThatThrownBy(() -> servers.removeMember(List.of(refusing), 2))
                .isInstanceOf(ServersException.class)
                .hasMessageContaining("WOULD_LOSE_QUORUM: too few; bring them back");
    }

    @Test
    void withoutALeaderNothingIsChanged() throws IOException {
        List<Door> doors = List.of(follower());

        assertThatThrownBy(() -> servers.removeMember(doors, 2))
                .isInstanceOf(ServersException.class)
                .hasMessageContaining("no leader");
    }
}
