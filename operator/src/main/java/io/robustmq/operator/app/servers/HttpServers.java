package io.robustmq.operator.app.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.BrokerView;
import io.robustmq.operator.rollout.observe.JournalView;
import io.robustmq.operator.rollout.observe.Membership;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The servers over their admin ports. */
public final class HttpServers implements Servers {

    /** A member that lacks so many entries or fewer has caught up. */
    private static final long NEAR = 100;

    private final AdminCalls calls;

    /** @param token that the servers were given */
    public HttpServers(HttpClient http, Duration patience, String token) {
        calls = new AdminCalls(http, patience, token);
    }

    /** Who leads and what it says of all. */
    private record Leader(Door door, JsonNode status) {}

    @Override
    public Answer<Membership> membership(List<Door> placement) {
        Optional<Leader> leader = leader(placement);
        if (leader.isEmpty()) {
            return new Answer.Silent<>();
        }
        Optional<JsonNode> confirmed = calls.ask(leader.get().door(), "/members");
        return confirmed
                .<Answer<Membership>>map(members -> new Answer.Known<>(membership(leader.get(), members)))
                .orElseGet(Answer.Silent::new);
    }

    private static Membership membership(Leader leader, JsonNode confirmed) {
        Map<String, Long> commits = new HashMap<>();
        Map<String, Boolean> heard = new HashMap<>();
        for (JsonNode member : leader.status().path("members")) {
            commits.put(id(member), member.path("commitIndex").asLong());
            heard.put(id(member), member.path("reachable").asBoolean());
        }
        String leaderId = confirmed.path("leaderId").asText();
        long committed = commits.getOrDefault(leaderId, 0L);
        Map<Integer, Membership.Member> members = new HashMap<>();
        @Nullable Integer leads = null;
        for (JsonNode member : confirmed.path("members")) {
            String id = id(member);
            boolean caughtUp =
                    heard.getOrDefault(id, false) && committed - commits.getOrDefault(id, -1L - NEAR) <= NEAR;
            members.put(ordinal(id), new Membership.Member(member.path("voter").asBoolean(), caughtUp));
            if (id.equals(leaderId)) {
                leads = ordinal(id);
            }
        }
        return new Membership(members, leads);
    }

    /** The one that says of itself that it leads, in the newest term: one that was cut off may say so, too. */
    private Optional<Leader> leader(List<Door> placement) {
        return placement.parallelStream()
                .flatMap(door -> calls
                        .ask(door, "/status")
                        .filter(status ->
                                "LEADER".equals(status.path("self").path("role").asText()))
                        .map(status -> new Leader(door, status))
                        .stream())
                .max((a, b) -> Long.compare(term(a), term(b)));
    }

    private static long term(Leader leader) {
        return leader.status().path("self").path("term").asLong();
    }

    private static String id(JsonNode member) {
        return member.path("memberId").asText();
    }

    /** A member's id begins with its number, which in a pod is the pod's. */
    private static int ordinal(String memberId) {
        return Integer.parseInt(memberId.substring(0, memberId.indexOf('-')));
    }

    @Override
    public Answer<JournalView> journal(List<Door> placement, Hosts hosts) {
        Optional<JsonNode> answer = leader(placement).flatMap(leader -> calls.ask(leader.door(), "/nodes"));
        if (answer.isEmpty()) {
            return new Answer.Silent<>();
        }
        Map<Integer, JournalView.Node> nodes = new HashMap<>();
        nodes(answer.get(), "JOURNAL").forEach(node -> {
            int ordinal = hosts.ordinalOf(host(node));
            if (ordinal >= 0) {
                nodes.merge(ordinal, view(node), HttpServers::both);
            }
        });
        return new Answer.Known<>(new JournalView(nodes));
    }

    private static Stream<JsonNode> nodes(JsonNode answer, String role) {
        return StreamSupport.stream(answer.path("nodes").spliterator(), false)
                .filter(node -> StreamSupport.stream(node.path("roles").spliterator(), false)
                        .anyMatch(each -> role.equals(each.asText())));
    }

    private static JournalView.Node view(JsonNode node) {
        return new JournalView.Node(
                node.path("replicas").asInt(),
                node.path("whyNotStop").asText(),
                "DRAINING".equals(node.path("duty").asText()));
    }

    /** A pod that has lost its volume is two nodes for a while: the one that is gone may hold the last say on its replicas. */
    private static JournalView.Node both(JournalView.Node one, JournalView.Node other) {
        return new JournalView.Node(
                one.replicas() + other.replicas(),
                one.whyNotStop().isEmpty() ? other.whyNotStop() : one.whyNotStop(),
                one.evacuating() || other.evacuating());
    }

    private static String host(JsonNode node) {
        String address = node.path("addresses").path("grpc").asText();
        int colon = address.lastIndexOf(':');
        return colon < 0 ? address : address.substring(0, colon);
    }

    @Override
    public void removeMember(List<Door> placement, int ordinal) {
        Leader leader = requireLeader(placement);
        for (JsonNode member : leader.status().path("members")) {
            if (ordinal(id(member)) == ordinal) {
                calls.remove(leader.door(), id(member));
            }
        }
    }

    @Override
    public void evacuate(List<Door> placement, Hosts hosts, int ordinal, boolean leave) {
        setDuty(placement, "JOURNAL", hosts, ordinal, leave);
    }

    @Override
    public void drain(List<Door> placement, Hosts hosts, int ordinal, boolean leave) {
        setDuty(placement, "BROKER", hosts, ordinal, leave);
    }

    private void setDuty(List<Door> placement, String role, Hosts hosts, int ordinal, boolean leave) {
        Leader leader = requireLeader(placement);
        JsonNode answer = calls.ask(leader.door(), "/nodes")
                .orElseThrow(() -> new ServersException("the placement centre does not tell its nodes"));
        nodes(answer, role)
                .filter(node -> hosts.ordinalOf(host(node)) == ordinal)
                .forEach(node ->
                        calls.setDuty(leader.door(), node.path("nodeId").asText(), leave ? "DRAINING" : "SERVING"));
    }

    @Override
    public Map<Integer, BrokerView.Drain> drains(List<Door> brokers, Duration limit) {
        Map<Integer, BrokerView.Drain> drains = new ConcurrentHashMap<>();
        brokers.parallelStream().forEach(broker -> calls.readiness(broker)
                .ifPresent(answer -> drains.put(broker.ordinal(), drain(answer, limit))));
        return Map.copyOf(drains);
    }

    /** By the data of the broker's readiness check, which is down while it sends clients away. */
    private static BrokerView.Drain drain(JsonNode readiness, Duration limit) {
        JsonNode serving = StreamSupport.stream(readiness.path("checks").spliterator(), false)
                .filter(check -> "serving".equals(check.path("name").asText()))
                .map(check -> check.path("data"))
                .findFirst()
                .orElseGet(MissingNode::getInstance);
        if (!serving.has("draining")) {
            return new BrokerView.Drain.Unable();
        }
        if (!serving.path("draining").asBoolean()) {
            return new BrokerView.Drain.Serving();
        }
        int connections = serving.path("connections").asInt();
        return connections == 0
                ? new BrokerView.Drain.Drained()
                : new BrokerView.Drain.Draining(
                        connections, serving.path("drainingSeconds").asLong() > limit.toSeconds());
    }

    private Leader requireLeader(List<Door> placement) {
        return leader(placement).orElseThrow(() -> new ServersException("the placement centre has no leader"));
    }
}
