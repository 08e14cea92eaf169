package io.robustmq.broker.core.subscription;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place in a {@link FilterTrie} or an entry of a {@link FilterNodes}: one or more levels of topic filters, and the
 * targets of the filter that ends here.
 *
 * <p>The label is {@code bytes[from..]}, levels separated by {@code /}; an empty label is one empty level. A leaf
 * shares the array of a whole filter, so that a filter of its own costs 24 bytes beside its slot in a table.
 */
abstract sealed class FilterNode permits Leaf, Branch {
    static final byte SEPARATOR = '/';
    static final byte ONE_LEVEL = '+';
    static final byte ALL_LEVELS = '#';

    byte[] bytes;
    int from;

    /** As {@link TargetSet} keeps them; null for none. */
    @Nullable
    Object targets;

    FilterNode(byte[] bytes, int from, @Nullable Object targets) {
        this.bytes = bytes;
        this.from = from;
        this.targets = targets;
    }

    /** Adds {@code target} to those of the filter that ends here; false if it was there. */
    final boolean addTarget(Object target) {
        if (TargetSet.contains(targets, target)) {
            return false;
        }
        targets = TargetSet.with(targets, target);
        return true;
    }

    /** Removes {@code target} from those of the filter that ends here; false if it was not there. */
    final boolean removeTarget(Object target) {
        if (targets == null || !TargetSet.contains(targets, target)) {
            return false;
        }
        targets = TargetSet.without(targets, target);
        return true;
    }

    final int labelLength() {
        return bytes.length - from;
    }

    /** Whether the first level of the label is {@code key[start..end)}. */
    final boolean opensWith(byte[] key, int start, int end) {
        int after = from + (end - start);
        return after <= bytes.length
                && (after == bytes.length || bytes[after] == SEPARATOR)
                && Arrays.equals(bytes, from, after, key, start, end);
    }

    /** Whether the label is {@code key[start..end)}, separators included. */
    final boolean isNamed(byte[] key, int start, int end) {
        return Arrays.equals(bytes, from, bytes.length, key, start, end);
    }

    /**
     * The bytes of the whole levels that the label and {@code filter[start..]} begin with both; at least the first
     * level, which the caller knows to be the same.
     */
    final int commonLevels(byte[] filter, int start) {
        int label = labelLength();
        int rest = filter.length - start;
        int same = Arrays.mismatch(bytes, from, bytes.length, filter, start, filter.length);
        if (same < 0) {
            return label;
        }
        boolean labelEnds = same == label && filter[start + same] == SEPARATOR;
        boolean filterEnds = same == rest && bytes[from + same] == SEPARATOR;
        if (labelEnds || filterEnds) {
            return same;
        }
        do {
            same--;
        } while (bytes[from + same] != SEPARATOR);
        return same;
    }

    /** Where the level that begins at {@code start} ends: at the next separator, or with the array. */
    static int levelEnd(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != SEPARATOR) {
            end++;
        }
        return end;
    }

    /** Whether nothing but {@code #} is left at {@code start}. */
    static boolean isAllLevels(byte[] filter, int start) {
        return start == filter.length - 1 && filter[start] == ALL_LEVELS;
    }

    static byte[] join(byte[] label, byte[] bytes, int from) {
        byte[] joined = Arrays.copyOf(label, label.length + 1 + bytes.length - from);
        joined[label.length] = SEPARATOR;
        System.arraycopy(bytes, from, joined, label.length + 1, bytes.length - from);
        return joined;
    }

    /** Cuts the label behind {@code length} bytes and returns the branch that now stands for the front part. */
    abstract Branch cutBehind(int length, SeededHash hash);

    /** This node with {@code label} and a separator put in front: what is left of a branch with one child. */
    abstract FilterNode prefixedBy(byte[] label);
}
