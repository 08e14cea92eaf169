package io.robustmq.placement.state.image;

import org.jspecify.annotations.Nullable;

/**
 * One node of a {@link PersistentMap}: a key, its value, and what is before and behind it. Heights of left and right differ by one at
 * most (AVL).
 *
 * <p>Closed, it is shared by any number of maps and never changes again. Open, it was made by one {@link MapEdit}, which alone reaches it and
 * changes it in place. Whatever leads to an open one is open, too: so those that are open are found from the root.
 */
final class Branch<K, V> {
    K key;
    V value;

    @Nullable
    Branch<K, V> left;

    @Nullable
    Branch<K, V> right;

    private byte height; // 45 are enough for as many as fit an int
    private boolean open = true;

    Branch(K key, V value) {
        this(key, value, null, null, 1);
    }

    private Branch(K key, V value, @Nullable Branch<K, V> left, @Nullable Branch<K, V> right, int height) {
        this.key = key;
        this.value = value;
        this.left = left;
        this.right = right;
        this.height = (byte) height;
    }

    static int height(@Nullable Branch<?, ?> branch) {
        return branch == null ? 0 : branch.height;
    }

    static boolean isOpen(@Nullable Branch<?, ?> branch) {
        return branch != null && branch.open;
    }

    /** Itself if it is open, else a copy that is. */
    Branch<K, V> opened() {
        return open ? this : new Branch<>(key, value, left, right, height);
    }

    /** Ends what began with {@link #opened}, for all that can be reached. */
    static void close(@Nullable Branch<?, ?> root) {
        if (root != null && root.open) {
            root.open = false;
            close(root.left);
            close(root.right);
        }
    }

    /**
     * This open branch once left or right has become higher or lower by one.
     *
     * @return what is the root of its tree then; open
     */
    Branch<K, V> balanced() {
        int difference = height(left) - height(right);
        if (difference > 1 && left != null) {
            left = left.opened();
            if (height(left.left) < height(left.right)) {
                left = left.leftTurned();
            }
            return rightTurned();
        }
        if (difference < -1 && right != null) {
            right = right.opened();
            if (height(right.right) < height(right.left)) {
                right = right.rightTurned();
            }
            return leftTurned();
        }
        measure();
        return this;
    }

    /** The right one becomes the root; there is one. */
    private Branch<K, V> leftTurned() {
        Branch<K, V> root = required(right).opened();
        right = root.left;
        measure();
        root.left = this;
        root.measure();
        return root;
    }

    /** The left one becomes the root; there is one. */
    private Branch<K, V> rightTurned() {
        Branch<K, V> root = required(left).opened();
        left = root.right;
        measure();
        root.right = this;
        root.measure();
        return root;
    }

    private static <K, V> Branch<K, V> required(@Nullable Branch<K, V> branch) {
        if (branch == null) {
            throw new IllegalStateException("a side that is the higher one has a branch");
        }
        return branch;
    }

    private void measure() {
        height = (byte) (1 + Math.max(height(left), height(right)));
    }
}
