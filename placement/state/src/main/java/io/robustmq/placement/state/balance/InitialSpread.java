package io.robustmq.placement.state.balance;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Where the replicas of new groups begin: each in as many zones as there are, on the nodes with the fewest, leaders even. */
public final class InitialSpread {
    private InitialSpread() {}

    /**
     * New groups, with ids from {@code firstId} on.
     *
     * @param replicas of each; at most as many as there are nodes that take replicas
     */
    public static List<Group> place(ClusterImage image, int firstId, int groups, int replicas) {
        Load load = new Load(image, image.groups());
        Map<String, Integer> leads = new TreeMap<>();
        for (Group group : image.groups()) {
            leads.merge(group.preferredLeader(), 1, Integer::sum);
        }
        List<Group> placed = new ArrayList<>(groups);
        for (int i = 0; i < groups; i++) {
            List<String> nodes = choose(load, replicas);
            String leader = nodes.stream()
                    .min(Comparator.comparingInt((String node) -> leads.getOrDefault(node, 0))
                            .thenComparing(Comparator.naturalOrder()))
                    .orElseThrow();
            leads.merge(leader, 1, Integer::sum);
            List<Replica> voters = nodes.stream()
                    .map(node -> new Replica(node, Replica.Role.VOTER))
                    .toList();
            placed.add(new Group(firstId + i, replicas, voters, leader, "", 0));
        }
        return placed;
    }

    private static List<String> choose(Load load, int replicas) {
        List<String> chosen = new ArrayList<>(replicas);
        Set<String> zones = new HashSet<>();
        while (chosen.size() < replicas) {
            List<Node> candidates = load.candidates(chosen);
            Node best = candidates.stream()
                    .filter(node -> !zones.contains(node.zone()))
                    .findFirst()
                    .orElseGet(candidates::getFirst);
            chosen.add(best.nodeId());
            zones.add(best.zone());
            load.change(best.nodeId(), 1);
        }
        return chosen;
    }
}
