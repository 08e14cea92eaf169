package io.robustmq.broker.core.subscription;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Filters with wildcards, each with its targets (see {@link TargetSet}), as a tree of levels: filters that begin with
 * the same levels share them, and a run of levels where nothing parts is one node. Not for several threads.
 *
 * <p>{@code a/+/c} and {@code a/+/d} with {@code b/#}:
 *
 * <pre>{@code
 * root ─┬─ "a/+" ─┬─ "c"
 *       │         └─ "d"
 *       └─ "b/#"
 * }</pre>
 *
 * <p>A match visits each node at most once, so it costs no more than what is there, whatever the filters look like;
 * loops take the place of recursion, so depth costs no stack.
 */
final class FilterTrie {
    private final Branch root = new Branch(new byte[0]);
    private final SeededHash hash;
    private int filters;

    FilterTrie(SeededHash hash) {
        this.hash = hash;
    }

    /** The number of distinct filters. */
    int filters() {
        return filters;
    }

    /** Adds the pair unless it is there; the array is kept and must not change. */
    boolean add(byte[] filter, Object target) {
        Branch branch = root;
        int at = 0;
        while (!FilterNode.isAllLevels(filter, at)) {
            FilterNode child = branch.next(filter, at);
            if (child == null) {
                branch.attach(new Leaf(filter, at, target), hash);
                filters++;
                return true;
            }
            int common = child.commonLevels(filter, at);
            at += common;
            if (at == filter.length && common == child.labelLength()) {
                return addTo(child, target);
            }
            Branch cut = child.cutBehind(common, hash);
            if (cut != child) {
                branch.swap(child, cut);
            }
            if (at == filter.length) {
                return addTo(cut, target);
            }
            branch = cut;
            at++;
        }
        return addBelow(branch, target);
    }

    private boolean addTo(FilterNode node, Object target) {
        boolean first = node.targets == null;
        boolean added = node.addTarget(target);
        if (first) {
            filters++;
        }
        return added;
    }

    private boolean addBelow(Branch branch, Object target) {
        if (TargetSet.contains(branch.below, target)) {
            return false;
        }
        if (branch.below == null) {
            filters++;
        }
        branch.below = TargetSet.with(branch.below, target);
        return true;
    }

    /** Removes the pair if it is there, and every node that nothing needs any more. */
    boolean remove(byte[] filter, Object target) {
        Branch above = root;
        Branch branch = root;
        int at = 0;
        while (!FilterNode.isAllLevels(filter, at)) {
            FilterNode child = branch.next(filter, at);
            if (child == null || child.commonLevels(filter, at) < child.labelLength()) {
                return false;
            }
            at += child.labelLength();
            if (at == filter.length) {
                return removeFrom(child, branch, above, target);
            }
            if (!(child instanceof Branch next)) {
                return false;
            }
            above = branch;
            branch = next;
            at++;
        }
        return removeBelow(branch, above, target);
    }

    private boolean removeBelow(Branch branch, Branch above, Object target) {
        if (branch.below == null || !TargetSet.contains(branch.below, target)) {
            return false;
        }
        branch.below = TargetSet.without(branch.below, target);
        if (branch.below == null) {
            filters--;
            simplify(branch, above);
        }
        return true;
    }

    private boolean removeFrom(FilterNode node, Branch parent, Branch above, Object target) {
        if (!node.removeTarget(target)) {
            return false;
        }
        if (node.targets == null) {
            filters--;
            switch (node) {
                case Branch branch -> simplify(branch, parent);
                case Leaf leaf -> {
                    parent.detach(leaf);
                    simplify(parent, above);
                }
            }
        }
        return true;
    }

    private void simplify(Branch branch, Branch parent) {
        if (branch != root) {
            FilterNode simplified = branch.simplified();
            if (simplified != branch) {
                parent.swap(branch, simplified);
            }
        }
    }

    /** Reports the target of each pair whose filter matches the topic of {@code walk}. */
    void match(TopicWalk walk, boolean system, Consumer<Object> found) {
        if (!system) { // [MQTT-4.7.2-1]
            TargetSet.report(root.below, found);
            walk.visitLater(root.plus, 0);
        }
        walk.visitLater(walk.child(root, 0), 0);
        while (walk.hasNext()) {
            int level = walk.nextLevel();
            follow(walk.next(), level, walk, found);
        }
    }

    private static void follow(FilterNode first, int from, TopicWalk walk, Consumer<Object> found) {
        @Nullable FilterNode node = first;
        int level = from;
        while (node != null) {
            level = walk.behindLabel(node, level);
            if (level < 0) {
                return;
            }
            if (level >= walk.levels()) {
                TargetSet.report(node.targets, found);
            }
            if (!(node instanceof Branch branch)) {
                return;
            }
            TargetSet.report(branch.below, found);
            if (level == walk.levels()) {
                return;
            }
            walk.visitLater(branch.plus, level);
            node = walk.child(branch, level);
        }
    }
}
