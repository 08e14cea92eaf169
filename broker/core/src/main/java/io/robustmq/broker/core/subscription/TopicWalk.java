package io.robustmq.broker.core.subscription;

import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One topic name cut into levels, and the nodes of a {@link FilterTrie} still to be visited for it: what a match
 * needs to remember, kept from one match to the next so that none allocates. Confined to one thread.
 *
 * <p>A level is visited with at most one open alternative each, so that 65,535 levels, the most a name can have, need
 * less than 2 MB, on the heap and not on the stack.
 */
final class TopicWalk {
    private static final int USUAL_LEVELS = 16;

    /** Where each level starts, and one more entry: where a further level would start. */
    private int[] starts = new int[USUAL_LEVELS];

    private int[] hashes = new int[USUAL_LEVELS];
    private @Nullable FilterNode[] pending = new FilterNode[USUAL_LEVELS];
    private int[] pendingLevels = new int[USUAL_LEVELS];
    private final SeededHash hash;
    private byte[] name = {};
    private int levels;
    private int waiting;

    TopicWalk(SeededHash hash) {
        this.hash = hash;
    }

    void start(TopicName topic) {
        name = topic.utf8();
        levels = 0;
        waiting = 0;
        int start = 0;
        while (start <= name.length) {
            if (levels + 1 == starts.length) {
                starts = Arrays.copyOf(starts, starts.length * 2);
                hashes = Arrays.copyOf(hashes, starts.length);
            }
            int end = FilterNode.levelEnd(name, start);
            starts[levels] = start;
            hashes[levels++] = hash.of(name, start, end);
            start = end + 1;
        }
        starts[levels] = start;
    }

    int levels() {
        return levels;
    }

    /** The child of {@code branch} that goes on with exactly this level of the topic. */
    @Nullable
    FilterNode child(Branch branch, int level) {
        return branch.child(name, starts[level], starts[level + 1] - 1, hashes[level]);
    }

    /** Remembers to visit {@code node} with the topic from {@code level} on. */
    void visitLater(@Nullable FilterNode node, int level) {
        if (node == null) {
            return;
        }
        if (waiting == pending.length) {
            pending = Arrays.copyOf(pending, waiting * 2);
            pendingLevels = Arrays.copyOf(pendingLevels, waiting * 2);
        }
        pending[waiting] = node;
        pendingLevels[waiting++] = level;
    }

    boolean hasNext() {
        return waiting > 0;
    }

    /** The level from which on the node that {@link #next} is about to return is to be visited. */
    int nextLevel() {
        return pendingLevels[waiting - 1];
    }

    /** The node remembered last. */
    FilterNode next() {
        FilterNode node = pending[--waiting];
        if (node == null) {
            throw new IllegalStateException("nothing is left to visit");
        }
        pending[waiting] = null;
        return node;
    }

    /**
     * Compares the label of {@code node} with the topic from {@code level} on.
     *
     * @return the level behind the label; {@link #levels} + 1 if the label ends in {@code #}; -1 if it does not match
     */
    int behindLabel(FilterNode node, int level) {
        byte[] label = node.bytes;
        int at = node.from;
        int reached = level;
        while (true) {
            if (at < label.length && label[at] == FilterNode.ALL_LEVELS) {
                return levels + 1;
            }
            if (reached == levels) {
                return -1;
            }
            int behind = behindLevel(label, at, reached++);
            if (behind < 0 || behind == label.length) {
                return behind < 0 ? -1 : reached;
            }
            at = behind + 1;
        }
    }

    /** Where the level at {@code label[at]} ends if it matches this level of the topic, or -1. */
    private int behindLevel(byte[] label, int at, int level) {
        if (at < label.length && label[at] == FilterNode.ONE_LEVEL) {
            return at + 1;
        }
        int start = starts[level];
        int end = starts[level + 1] - 1;
        int behind = at + (end - start);
        boolean sameLength =
                behind <= label.length && (behind == label.length || label[behind] == FilterNode.SEPARATOR);
        return sameLength && Arrays.equals(label, at, behind, name, start, end) ? behind : -1;
    }
}
