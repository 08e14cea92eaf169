package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Refusal;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Node;
import java.util.Optional;

/** Whether a node may (still) act. */
public final class Fencing {
    private Fencing() {}

    /** Why what a node sends with this epoch is refused, {@link Reason#UNKNOWN_NODE}, FENCED or LEASE_EXPIRED; empty if it may act. */
    public static Optional<Refusal> check(ClusterImage image, String nodeId, long epoch) {
        try {
            require(image, nodeId, epoch);
            return Optional.empty();
        } catch (RefusedException e) {
            return Optional.of(e.refusal());
        }
    }

    static Node require(ClusterImage image, String nodeId, long epoch) {
        Node node = NodeRules.known(image, nodeId);
        NodeRules.requireEpoch(node, epoch);
        if (!node.isAlive()) {
            throw leaseExpired(node);
        }
        return node;
    }

    private static RefusedException leaseExpired(Node node) {
        return RefusedException.of(
                Reason.LEASE_EXPIRED,
                "",
                "the lease of node " + node.nodeId() + " of " + node.leaseMillis() + " ms has expired",
                "Stop serving at once, then register again for a new epoch.");
    }

    /** What a node hears whose lease has run out, also while that is not in the image yet. */
    public static Refusal expired(Node node) {
        return leaseExpired(node).refusal();
    }
}
