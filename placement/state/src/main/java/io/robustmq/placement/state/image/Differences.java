package io.robustmq.placement.state.image;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What is otherwise in one map than in another, in the order of the keys. Where one came of the other by a few changes, they share the most of
 * their branches, and what is shared is passed over: d differences of n keys cost about d times log n.
 *
 * <p>Walks through both at once. On top of each side's stack is what comes next: a branch with all that is under it, as long as that may be
 * shared; or, opened, a branch alone.
 */
final class Differences<K extends Comparable<? super K>, V> implements Iterator<PersistentMap.Difference<K, V>> {

    private final Side<K, V> before;
    private final Side<K, V> after;
    private PersistentMap.@Nullable Difference<K, V> next;

    /** @param from the first key that is of interest */
    Differences(@Nullable Branch<K, V> before, @Nullable Branch<K, V> after, K from) {
        this.before = new Side<>(before, from);
        this.after = new Side<>(after, from);
        advance();
    }

    private void advance() {
        next = null;
        while (next == null && !(before.isEmpty() && after.isEmpty())) {
            step();
        }
    }

    private void step() {
        if (before.isWhole() && after.isWhole() && before.branch() == after.branch()) {
            before.pass();
            after.pass();
        } else if (before.isWhole() && before.height() >= after.height()) {
            before.open();
        } else if (after.isWhole()) {
            after.open();
        } else if (before.isWhole()) {
            before.open();
        } else {
            compare();
        }
    }

    /** Each side has one branch alone, or is at its end. */
    private void compare() {
        int order = before.isEmpty()
                ? 1
                : after.isEmpty() ? -1 : before.branch().key.compareTo(after.branch().key);
        if (order < 0) {
            Branch<K, V> gone = before.pass();
            next = new PersistentMap.Difference<>(gone.key, gone.value, null);
        } else if (order > 0) {
            Branch<K, V> come = after.pass();
            next = new PersistentMap.Difference<>(come.key, null, come.value);
        } else {
            Branch<K, V> old = before.pass();
            Branch<K, V> now = after.pass();
            if (old.value != now.value) {
                next = new PersistentMap.Difference<>(now.key, old.value, now.value);
            }
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public PersistentMap.Difference<K, V> next() {
        PersistentMap.Difference<K, V> current = next;
        if (current == null) {
            throw new NoSuchElementException();
        }
        advance();
        return current;
    }

    /** What is left of one map. */
    private static final class Side<K extends Comparable<? super K>, V> {

        /** @param whole with all that is under it */
        private record Part<K, V>(Branch<K, V> branch, boolean whole) {}

        private final Deque<Part<K, V>> ahead = new ArrayDeque<>();

        Side(@Nullable Branch<K, V> root, K from) {
            Branch<K, V> at = root;
            while (at != null) {
                if (from.compareTo(at.key) > 0) {
                    at = at.right;
                } else {
                    pushWhole(at.right);
                    ahead.push(new Part<>(at, false));
                    at = at.left;
                }
            }
        }

        private void pushWhole(@Nullable Branch<K, V> branch) {
            if (branch != null) {
                ahead.push(new Part<>(branch, true));
            }
        }

        boolean isEmpty() {
            return ahead.isEmpty();
        }

        boolean isWhole() {
            return !ahead.isEmpty() && ahead.getFirst().whole();
        }

        /** Of what is next; 0 at the end. */
        int height() {
            return isWhole() ? Branch.height(branch()) : 0;
        }

        Branch<K, V> branch() {
            return ahead.getFirst().branch();
        }

        Branch<K, V> pass() {
            return ahead.pop().branch();
        }

        void open() {
            Branch<K, V> branch = pass();
            pushWhole(branch.right);
            ahead.push(new Part<>(branch, false));
            pushWhole(branch.left);
        }
    }
}
