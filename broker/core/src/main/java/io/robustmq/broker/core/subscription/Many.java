package io.robustmq.broker.core.subscription;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A large set of targets by identity: the targets lie close together, to be reported fast, and an open-addressing index
 * finds each by its identity hash. 12 to 24 bytes a target; adding and removing take the same time however many there
 * are.
 */
final class Many {
    private static final int SMALLEST = 32;

    private @Nullable Object[] targets = new Object[SMALLEST];

    /** Place in {@link #targets} plus one, 0 for free; at most half full. */
    private int[] index = new int[SMALLEST * 2];

    private int size;

    static Many of(Object[] targets) {
        Many many = new Many();
        for (Object target : targets) {
            many.add(target);
        }
        return many;
    }

    int size() {
        return size;
    }

    boolean contains(Object target) {
        return index[slotOf(target)] != 0;
    }

    /** Adds a target that is not there. */
    Many add(Object target) {
        if (size == targets.length) {
            resize(size * 2);
        }
        targets[size++] = target;
        index[slotOf(target)] = size;
        return this;
    }

    /** Removes a target that is there; the last one takes its place. */
    void remove(Object target) {
        int slot = slotOf(target);
        int place = index[slot] - 1;
        free(slot);
        size--;
        if (place < size) {
            Object last = targets[size];
            index[slotOf(last)] = place + 1;
            targets[place] = last;
        }
        targets[size] = null;
        if (targets.length > SMALLEST && size < targets.length / 4) {
            resize(targets.length / 2);
        }
    }

    Object[] toArray() {
        return Arrays.copyOf(targets, size);
    }

    void report(Consumer<Object> found) {
        for (int i = 0; i < size; i++) {
            found.accept(targets[i]);
        }
    }

    private void resize(int length) {
        targets = Arrays.copyOf(targets, length);
        index = new int[length * 2];
        for (int i = 0; i < size; i++) {
            index[slotOf(targets[i])] = i + 1;
        }
    }

    /** Where {@code target} is, or the free slot where it would go. */
    private int slotOf(@Nullable Object target) {
        int mask = index.length - 1;
        int i = homeOf(target);
        while (index[i] != 0 && targets[index[i] - 1] != target) {
            i = (i + 1) & mask;
        }
        return i;
    }

    private void free(int slot) {
        int mask = index.length - 1;
        int hole = slot;
        index[hole] = 0;
        for (int i = (hole + 1) & mask; index[i] != 0; i = (i + 1) & mask) {
            int home = homeOf(targets[index[i] - 1]);
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                index[hole] = index[i];
                index[i] = 0;
                hole = i;
            }
        }
    }

    private int homeOf(@Nullable Object target) {
        int hash = System.identityHashCode(target) * 0x9E3779B9;
        return (hash ^ (hash >>> 15)) & (index.length - 1);
    }
}
