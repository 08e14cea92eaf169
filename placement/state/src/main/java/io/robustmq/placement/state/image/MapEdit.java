package io.robustmq.placement.state.image;

import org.jspecify.annotations.Nullable;

/**
 * Many changes of one {@link PersistentMap}: what the first of them copies, the later ones change in place. So of n changes the upper
 * branches, which all of them touch, are copied once and not n times. Maps that were there before, and those this has {@linkplain
 * #build built}, never change.
 *
 * <p>Confined to one thread.
 */
final class MapEdit<K extends Comparable<? super K>, V> {
    private @Nullable Branch<K, V> root;
    private int size;
    private PersistentMap<K, V> latest; // as long as it is the same as what is edited

    /** @throws IllegalStateException if the map is a view of another edit, which alone may change it */
    MapEdit(PersistentMap<K, V> from) {
        if (Branch.isOpen(from.root())) {
            throw new IllegalStateException("a view of a map that is being edited cannot be edited by another");
        }
        this.root = from.root();
        this.size = from.size();
        this.latest = from;
    }

    /** The value of a key, null if it is not there. */
    @Nullable
    V get(K key) {
        return PersistentMap.find(root, key);
    }

    void put(K key, V value) {
        root = put(root, key, value);
    }

    void remove(K key) {
        if (get(key) != null) {
            root = remove(root, key);
            size--;
        }
    }

    /** What has come of it so far. Only to be read by this thread, and before the next change: that may change it, too. */
    PersistentMap<K, V> view() {
        if (latest.root() != root || latest.size() != size) {
            latest = new PersistentMap<>(root, size);
        }
        return latest;
    }

    /** What has come of it, for good. More changes may follow, and do not change it. */
    PersistentMap<K, V> build() {
        if (Branch.isOpen(root)) {
            Branch.close(root);
            latest = new PersistentMap<>(root, size); // after the changes, so that any thread sees them that sees it
        }
        return view();
    }

    private Branch<K, V> put(@Nullable Branch<K, V> closed, K key, V value) {
        if (closed == null) {
            size++;
            return new Branch<>(key, value);
        }
        Branch<K, V> at = closed.opened();
        int order = key.compareTo(at.key);
        if (order == 0) {
            at.value = value;
            return at;
        }
        if (order < 0) {
            at.left = put(at.left, key, value);
        } else {
            at.right = put(at.right, key, value);
        }
        return at.balanced();
    }

    /** The key is there. */
    private @Nullable Branch<K, V> remove(@Nullable Branch<K, V> closed, K key) {
        if (closed == null) {
            return null;
        }
        int order = key.compareTo(closed.key);
        if (order == 0 && (closed.left == null || closed.right == null)) {
            return closed.left == null ? closed.right : closed.left;
        }
        Branch<K, V> at = closed.opened();
        if (order < 0) {
            at.left = remove(at.left, key);
        } else if (order > 0) {
            at.right = remove(at.right, key);
        } else {
            Branch<K, V> successor = leftmost(at.right, at);
            at.key = successor.key;
            at.value = successor.value;
            at.right = remove(at.right, successor.key);
        }
        return at.balanced();
    }

    private static <K, V> Branch<K, V> leftmost(@Nullable Branch<K, V> from, Branch<K, V> otherwise) {
        Branch<K, V> leftmost = otherwise;
        for (Branch<K, V> at = from; at != null; at = at.left) {
            leftmost = at;
        }
        return leftmost;
    }
}
