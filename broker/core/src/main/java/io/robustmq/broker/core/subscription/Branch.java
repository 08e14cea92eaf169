package io.robustmq.broker.core.subscription;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where filters part. All but the root hold at least two of: targets, targets below, children; that keeps the number of
 * branches under the number of filters, however many levels those have.
 */
final class Branch extends FilterNode {
    private static final byte[] ALL = {ALL_LEVELS};

    /** The targets of the filter that goes on with {@code #} and nothing else. */
    @Nullable
    Object below;

    /** The child whose label opens with {@code +}. */
    @Nullable
    FilterNode plus;

    /** The other children, by the first level of their label. */
    private @Nullable FilterNodes children;

    Branch(byte[] label) {
        super(label, 0, null);
    }

    /** The child that goes on with the level {@code key[start..end)} of this hash, which is not {@code +}. */
    @Nullable
    FilterNode child(byte[] key, int start, int end, int hash) {
        return children == null ? null : children.find(key, start, end, hash);
    }

    /** The child that goes on with the level of {@code filter} at {@code start}, be it {@code +} or another. */
    @Nullable
    FilterNode next(byte[] filter, int start) {
        if (isPlus(filter, start)) {
            return plus;
        }
        return children == null ? null : children.find(filter, start, levelEnd(filter, start));
    }

    void attach(FilterNode child, SeededHash hash) {
        if (isPlus(child.bytes, child.from)) {
            plus = child;
            return;
        }
        if (children == null) {
            children = FilterNodes.byFirstLevel(hash);
        }
        children.add(child);
    }

    void detach(FilterNode child) {
        if (child == plus) {
            plus = null;
        } else if (children != null) {
            children.remove(child);
            if (children.size() == 0) {
                children = null;
            }
        }
    }

    /** Puts {@code now} where {@code before} was; the first level of both labels is the same, or was before a cut. */
    void swap(FilterNode before, FilterNode now) {
        if (before == plus) {
            plus = now;
        } else if (children != null) {
            children.replace(before, now);
        }
    }

    /** What to put in place of this branch after something went away: itself if it is still needed. */
    FilterNode simplified() {
        int count = (plus == null ? 0 : 1) + (children == null ? 0 : children.size());
        if (count == 0 && below == null && targets != null) {
            return new Leaf(bytes, 0, targets);
        }
        if (count == 0 && targets == null && below != null) {
            return new Leaf(join(bytes, ALL, 0), 0, below);
        }
        if (count == 1 && targets == null && below == null) {
            return onlyChild().prefixedBy(bytes);
        }
        return this;
    }

    private FilterNode onlyChild() {
        if (plus != null) {
            return plus;
        }
        if (children == null) {
            throw new IllegalStateException("no child");
        }
        return children.any();
    }

    @Override
    Branch cutBehind(int length, SeededHash hash) {
        if (length == bytes.length) {
            return this;
        }
        Branch front = new Branch(Arrays.copyOf(bytes, length));
        bytes = Arrays.copyOfRange(bytes, length + 1, bytes.length);
        front.attach(this, hash);
        return front;
    }

    @Override
    Branch prefixedBy(byte[] label) {
        bytes = join(label, bytes, 0);
        return this;
    }

    private static boolean isPlus(byte[] filter, int start) {
        return start < filter.length && filter[start] == ONE_LEVEL;
    }
}
