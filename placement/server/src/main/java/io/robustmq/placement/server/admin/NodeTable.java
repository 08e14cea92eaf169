package io.robustmq.placement.server.admin;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Registered nodes: what each carries, and whether the journal's groups can do without it for a while. */
final class NodeTable {

    private NodeTable() {}

    static JsonObject of(ClusterImage image) {
        JsonArray nodes = new JsonArray();
        image.nodes().forEach(node -> nodes.add(of(node, image)));
        return new JsonObject().put("revision", image.revision()).put("nodes", nodes);
    }

    private static JsonObject of(Node node, ClusterImage image) {
        JsonArray roles = new JsonArray();
        node.roles().stream().sorted().forEach(role -> roles.add(role.name()));
        Map<String, Object> addresses = new TreeMap<>(node.addresses());
        return new JsonObject()
                .put("nodeId", node.nodeId())
                .put("roles", roles)
                .put("addresses", new JsonObject(addresses))
                .put("alive", node.isAlive())
                .put("duty", node.duty().name())
                .put("softwareVersion", node.softwareVersion())
                .put("replicas", image.groupsOn(node.nodeId()).size())
                .put("whyNotStop", whyNotStop(node, image));
    }

    /**
     * Empty if it may stop for a while: of each group it carries the other voters that are alive are a majority, or it is the only one,
     * and will be missed whenever it stops. Whether the others have all that was written they know themselves.
     */
    static String whyNotStop(Node node, ClusterImage image) {
        for (Group group : image.groupsOn(node.nodeId())) {
            List<String> voters = group.nodes(Replica.Role.VOTER);
            if (!voters.contains(node.nodeId()) || voters.size() == 1) {
                continue;
            }
            long others = voters.stream()
                    .filter(voter -> !voter.equals(node.nodeId()) && isAlive(image.node(voter)))
                    .count();
            if (others < voters.size() / 2 + 1) {
                return "of group " + group.groupId() + " only " + others + " other of " + voters.size()
                        + " voters are alive";
            }
        }
        return "";
    }

    private static boolean isAlive(Optional<Node> node) {
        return node.map(Node::isAlive).orElse(false);
    }
}
