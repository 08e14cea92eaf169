package io.robustmq.placement.state.balance;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many replicas each node has, kept up to date while a plan is made. */
final class Load {
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<String, Integer> replicas = new TreeMap<>();

    /** Replicas that are about to leave are not counted. */
    Load(ClusterImage image, Collection<Group> groups) {
        for (Node node : image.nodes()) {
            nodes.put(node.nodeId(), node);
            replicas.put(node.nodeId(), 0);
        }
        for (Group group : groups) {
            for (Replica replica : group.replicas()) {
                if (!replica.is(Replica.Role.LEAVING)) {
                    change(replica.nodeId(), 1);
                }
            }
        }
    }

    void change(String nodeId, int by) {
        replicas.merge(nodeId, by, Integer::sum);
    }

    int of(String nodeId) {
        return replicas.getOrDefault(nodeId, 0);
    }

    /** By id. */
    List<Node> takers() {
        return nodes.values().stream().filter(Node::takesReplicas).toList();
    }

    boolean takes(String nodeId) {
        Node node = nodes.get(nodeId);
        return node != null && node.takesReplicas();
    }

    /** Journal nodes that take replicas and are not among those, the one with the fewest first. */
    List<Node> candidates(Collection<String> without) {
        List<Node> found = new ArrayList<>();
        for (Node node : takers()) {
            if (!without.contains(node.nodeId())) {
                found.add(node);
            }
        }
        found.sort(Comparator.comparingInt((Node node) -> of(node.nodeId())).thenComparing(Node::nodeId));
        return found;
    }

    String zone(String nodeId) {
        Node node = nodes.get(nodeId);
        return node == null ? "" : node.zone();
    }

    /** In how many zones these nodes are. */
    int zones(Collection<String> nodeIds) {
        Set<String> zones = new HashSet<>();
        for (String nodeId : nodeIds) {
            zones.add(zone(nodeId));
        }
        return zones.size();
    }
}
