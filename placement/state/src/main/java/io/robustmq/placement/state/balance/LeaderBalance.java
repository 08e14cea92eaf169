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
    private final Map<Integer, List<String>> able = new TreeMap<>();
    private final Map<Integer, String> leader = new TreeMap<>();
    private final Map<String, Integer> leads = new TreeMap<>();

    private LeaderBalance(ClusterImage image, Collection<Group> groups) {
        for (Node node : image.nodes()) {
            leads.put(node.nodeId(), 0);
        }
        for (Group group : groups) {
            List<String> voters = new ArrayList<>();
            for (String voter : group.nodes(Replica.Role.VOTER)) {
                if (image.node(voter).map(Node::takesReplicas).orElse(false)) {
                    voters.add(voter);
                }
            }
            if (voters.isEmpty()) {
                continue; // Any leader is better than to hand over to a node that does not serve.
            }
            able.put(group.groupId(), voters);
            if (voters.contains(group.preferredLeader())) {
                leader.put(group.groupId(), group.preferredLeader());
                leads.merge(group.preferredLeader(), 1, Integer::sum);
            }
        }
    }

    /** Group to the node that should be preferred from now on, only where that changes; as many as allowed. */
    static Map<Integer, String> plan(ClusterImage image, Collection<Group> groups, int maxMoves) {
        LeaderBalance balance = new LeaderBalance(image, groups);
        Map<Integer, String> before = new TreeMap<>(balance.leader);
        balance.fillVacancies();
        while (balance.improve()) {}
        Map<Integer, String> changes = new LinkedHashMap<>();
        // Vacancies first: they have no leader that serves.
        balance.leader.forEach((groupId, node) -> {
            if (!before.containsKey(groupId) && changes.size() < maxMoves) {
                changes.put(groupId, node);
            }
        });
        balance.leader.forEach((groupId, node) -> {
            if (before.containsKey(groupId) && !before.get(groupId).equals(node) && changes.size() < maxMoves) {
                changes.put(groupId, node);
            }
        });
        return changes;
    }

    private void fillVacancies() {
        able.forEach((groupId, voters) -> {
            if (!leader.containsKey(groupId)) {
                String fewest = voters.stream()
                        .min(Comparator.<String>comparingInt(leads::get).thenComparing(Comparator.naturalOrder()))
                        .orElseThrow();
                leader.put(groupId, fewest);
                leads.merge(fewest, 1, Integer::sum);
            }
        });
    }

    /** Hands over along one path; false if there is none. */
    private boolean improve() {
        List<String> byLoad = new ArrayList<>(leads.keySet());
        byLoad.sort(Comparator.<String>comparingInt(leads::get).reversed().thenComparing(Comparator.naturalOrder()));
        for (String from : byLoad) {
            if (leads.get(from) < 2) {
                return false;
            }
            Map<String, Integer> reachedBy = new TreeMap<>();
            String to = search(from, reachedBy);
            if (to != null) {
                handOver(from, to, reachedBy);
                return true;
            }
        }
        return false;
    }

    /** Breadth first: the shortest path moves the fewest leaders. */
    private @Nullable String search(String from, Map<String, Integer> reachedBy) {
        Deque<String> ahead = new ArrayDeque<>(List.of(from));
        while (!ahead.isEmpty()) {
            String node = ahead.poll();
            if (leads.get(from) - leads.get(node) >= 2) {
                return node;
            }
            leader.forEach((groupId, leading) -> {
                if (leading.equals(node)) {
                    for (String voter : able.get(groupId)) {
                        if (!voter.equals(from) && reachedBy.putIfAbsent(voter, groupId) == null) {
                            ahead.add(voter);
                        }
                    }
                }
            });
        }
        return null;
    }

    private void handOver(String from, String to, Map<String, Integer> reachedBy) {
        String node = to;
        while (!node.equals(from)) {
            int groupId = reachedBy.get(node);
            String giver = leader.get(groupId);
            leader.put(groupId, node);
            node = giver;
        }
        leads.merge(from, -1, Integer::sum);
        leads.merge(to, 1, Integer::sum);
    }
}
