package io.robustmq.broker.core.subscription;

import java.util.Arrays;

/**
 * The end of a filter below which there is nothing. What stands in front of {@code from} is the path to this leaf, or
 * its end; always cut at a level.
 */
final class Leaf extends FilterNode {
    Leaf(byte[] bytes, int from, Object targets) {
        super(bytes, from, targets);
    }

    @Override
    Branch cutBehind(int length, SeededHash hash) {
        Branch branch = new Branch(Arrays.copyOfRange(bytes, from, from + length));
        if (length == labelLength()) {
            branch.targets = targets;
            return branch;
        }
        from += length + 1;
        if (isAllLevels(bytes, from)) {
            branch.below = targets;
        } else {
            branch.attach(this, hash);
        }
        return branch;
    }

    @Override
    Leaf prefixedBy(byte[] label) {
        if (from > label.length) {
            from -= label.length + 1;
        } else {
            bytes = join(label, bytes, from);
            from = 0;
        }
        return this;
    }
}
