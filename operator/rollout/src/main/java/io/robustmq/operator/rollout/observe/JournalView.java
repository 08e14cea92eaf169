package io.robustmq.operator.rollout.observe;

import java.util.Map;

/** What the journal says of its nodes, by ordinal. Who is not named holds nothing. */
public record JournalView(Map<Integer, Node> nodes) {

    public JournalView {
        nodes = Map.copyOf(nodes);
    }

    /**
     * One node.
     *
     * @param replicas of groups that it holds
     * @param whyNotStop why it must not stop now, or empty if it may
     * @param evacuating whether its replicas are being moved off
     */
    public record Node(int replicas, String whyNotStop, boolean evacuating) {}

    public static final Node EMPTY = new Node(0, "", false);

    public Node of(int ordinal) {
        return nodes.getOrDefault(ordinal, EMPTY);
    }
}
