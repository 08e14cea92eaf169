package io.robustmq.placement.state.balance;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who should lead which group. Groups without a preferred leader that serves get one; then leadership is handed along paths of
 * groups from the node that leads the most to one that leads two fewer, until there is no such path: no other choice is more even
 * (a semi-matching without cost-reducing path is optimal; Harvey, Ladner, Lovász, Tamir 2003).
 */
final class LeaderBalance {
    /** By group, the voters that can lead it: they serve, and stay. Groups that have none are left as they are. */
    private final Map<Integer, List<String>> able = new TreeMap<>();

    private final Map<Integer, String> leader = new TreeMap<>();
    private final Map<String, Integer> leads = new TreeMap<>();

    /** A group that the node {@code giver} leads and another node could. */
    private record Hop(int groupId, String giver) {}

    private LeaderBalance(ClusterImage image, Collection<Group> groups, Map<Integer, String> leaving) {
        for (Group group : groups) {
            List<String> voters = new ArrayList<>();
            for (String voter : group.nodes(Replica.Role.VOTER)) {
                boolean stays = !voter.equals(leaving.get(group.groupId()));
                if (stays && image.node(voter).map(Node::takesReplicas).orElse(false)) {
                    voters.add(voter);
                }
            }
            if (!voters.isEmpty()) {
                able.put(group.groupId(), voters);
            }
            if (voters.contains(group.preferredLeader())) {
                leader.put(group.groupId(), group.preferredLeader());
                leads.merge(group.preferredLeader(), 1, Integer::sum);
            }
        }
    }

    /**
     * Group to the node that should be preferred from now on, only where that changes; as many as allowed, those first that have
     * no leader that serves.
     *
     * @param leaving by group, a node that is to leave it soon
     */
    static Map<Integer, String> plan(
            ClusterImage image, Collection<Group> groups, Map<Integer, String> leaving, int maxMoves) {
        LeaderBalance balance = new LeaderBalance(image, groups, leaving);
        Map<Integer, String> before = new TreeMap<>(balance.leader);
        balance.fillVacancies();
        while (balance.improve()) {}
        Map<Integer, String> changes = new LinkedHashMap<>();
        balance.leader.forEach((groupId, node) -> {
            if (!before.containsKey(groupId) && changes.size() < maxMoves) {
                changes.put(groupId, node);
            }
        });
        balance.leader.forEach((groupId, node) -> {
            if (!node.equals(before.getOrDefault(groupId, node)) && changes.size() < maxMoves) {
                changes.put(groupId, node);
            }
        });
        return changes;
    }

    private void fillVacancies() {
        able.forEach((groupId, voters) -> {
            if (!leader.containsKey(groupId)) {
                String fewest = voters.stream()
                        .min(Comparator.<String>comparingInt(this::leads).thenComparing(Comparator.naturalOrder()))
                        .orElseThrow();
                leader.put(groupId, fewest);
                leads.merge(fewest, 1, Integer::sum);
            }
        });
    }

    private int leads(String node) {
        return leads.getOrDefault(node, 0);
    }

    /** Hands over along one path; false if there is none. */
    private boolean improve() {
        List<String> byLoad = new ArrayList<>(leads.keySet());
        byLoad.sort(Comparator.<String>comparingInt(this::leads).reversed().thenComparing(Comparator.naturalOrder()));
        for (String from : byLoad) {
            Map<String, Hop> reachedBy = new TreeMap<>();
            String to = leads(from) < 2 ? null : search(from, reachedBy);
            if (to != null) {
                handOver(from, to, reachedBy);
                return true;
            }
        }
        return false;
    }

    /** Breadth first: the shortest path moves the fewest leaders. */
    private @Nullable String search(String from, Map<String, Hop> reachedBy) {
        Deque<String> ahead = new ArrayDeque<>(List.of(from));
        for (String node = ahead.poll(); node != null; node = ahead.poll()) {
            if (leads(from) - leads(node) >= 2) {
                return node;
            }
            for (Map.Entry<Integer, String> led : leader.entrySet()) {
                if (led.getValue().equals(node)) {
                    Hop hop = new Hop(led.getKey(), node);
                    for (String voter : able.getOrDefault(led.getKey(), List.of())) {
                        if (!voter.equals(from) && reachedBy.putIfAbsent(voter, hop) == null) {
                            ahead.add(voter);
                        }
                    }
                }
            }
        }
        return null;
    }

    private void handOver(String from, String to, Map<String, Hop> reachedBy) {
        String node = to;
        for (Hop hop = reachedBy.get(to); hop != null && !node.equals(from); hop = reachedBy.get(node)) {
            leader.put(hop.groupId(), node);
            node = hop.giver();
        }
        leads.merge(from, -1, Integer::sum);
        leads.merge(to, 1, Integer::sum);
    }
}
