package io.robustmq.placement.api;

import java.util.regex.Pattern;

/**
 * A broker or journal node, or a member of the placement centre: made at random on the first start and kept in its data folder,
 * so it outlives addresses.
 *
 * @param text 1 to 64 of {@code A-Z a-z 0-9 . _ -}
 */
public record NodeId(String text) implements Comparable<NodeId> {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public NodeId {
        if (!ALLOWED.matcher(text).matches()) {
            throw new IllegalArgumentException("node id '" + text + "': 1 to 64 of A-Z a-z 0-9 . _ - are allowed");
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
