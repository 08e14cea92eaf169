package io.robustmq.broker.core.subscription;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Nodes by name: either the first level of their label, or all of it.
 *
 * <p>An open-addressing array with linear probing, at most three quarters full. Above {@value #FLAT_LIMIT} nodes it
 * becomes {@value #PARTS} tables by the top bits of the hash, so that no single change moves more than a few thousand
 * nodes, however many there are. It shrinks as it grew. Hashes are not kept: a slot is four bytes.
 */
final class FilterNodes {
    static final int FLAT_LIMIT = 4096;
    static final int PARTS = 256;
    private static final int PART_BITS = 8;
    private static final int DEEPEST = 2;
    private static final int SMALLEST = 4;

    private final SeededHash names;
    private final boolean wholeLabel;
    private final byte depth;
    private int size;

    /** Null while split. */
    private @Nullable FilterNode @Nullable [] slots = new FilterNode[SMALLEST];

    /** Null while flat. */
    private FilterNodes @Nullable [] parts;

    private FilterNodes(SeededHash names, boolean wholeLabel, int depth) {
        this.names = names;
        this.wholeLabel = wholeLabel;
        this.depth = (byte) depth;
    }

    /** A table of children: two labels with the same first level do not occur. */
    static FilterNodes byFirstLevel(SeededHash names) {
        return new FilterNodes(names, false, 0);
    }

    /** A table of filters without wildcards. */
    static FilterNodes byWholeLabel(SeededHash names) {
        return new FilterNodes(names, true, 0);
    }

    int size() {
        return size;
    }

    /** The node named {@code key[start..end)}. */
    @Nullable
    FilterNode find(byte[] key, int start, int end) {
        return find(key, start, end, names.of(key, start, end));
    }

    /** The node named {@code key[start..end)}; {@code hash} is that of these bytes. */
    @Nullable
    FilterNode find(byte[] key, int start, int end, int hash) {
        FilterNodes table = this;
        while (table.parts != null) {
            table = table.parts[table.partOf(hash)];
        }
        @Nullable FilterNode[] flat = table.flat();
        int mask = flat.length - 1;
        int i = hash & mask;
        for (FilterNode node = flat[i]; node != null; node = flat[i]) {
            if (wholeLabel ? node.isNamed(key, start, end) : node.opensWith(key, start, end)) {
                return node;
            }
            i = (i + 1) & mask;
        }
        return null;
    }

    /** Adds a node whose name is not there yet. */
    void add(FilterNode node) {
        add(node, hashOf(node));
    }

    private void add(FilterNode node, int hash) {
        if (slots != null && size == FLAT_LIMIT && depth < DEEPEST) {
            split();
        }
        size++;
        if (parts != null) {
            parts[partOf(hash)].add(node, hash);
            return;
        }
        if (size > flat().length / 4 * 3) {
            resize(flat().length * 2);
        }
        put(flat(), node, hash);
    }

    /** Takes {@code node} itself away, if it is there. */
    void remove(FilterNode node) {
        remove(node, hashOf(node));
    }

    private boolean remove(FilterNode node, int hash) {
        boolean removed = parts != null ? parts[partOf(hash)].remove(node, hash) : removeFlat(node, hash);
        if (removed) {
            size--;
            if (parts != null && size < FLAT_LIMIT / 4) {
                gather();
            } else if (slots != null && slots.length > SMALLEST && size < slots.length / 8) {
                resize(slots.length / 2);
            }
        }
        return removed;
    }

    /** Puts {@code now} into the slot of {@code before}, found by the name of {@code now}: they had the same. */
    void replace(FilterNode before, FilterNode now) {
        int hash = hashOf(now);
        FilterNodes table = this;
        while (table.parts != null) {
            table = table.parts[table.partOf(hash)];
        }
        int i = table.slotOf(before, hash);
        if (i >= 0) {
            table.flat()[i] = now;
        }
    }

    /** One of the nodes of a table that is not empty. */
    FilterNode any() {
        FilterNode[] found = new FilterNode[1];
        forEach(node -> found[0] = node);
        return found[0];
    }

    void forEach(Consumer<FilterNode> action) {
        if (parts != null) {
            for (FilterNodes part : parts) {
                part.forEach(action);
            }
            return;
        }
        for (FilterNode node : flat()) {
            if (node != null) {
                action.accept(node);
            }
        }
    }

    private void split() {
        FilterNodes[] split = new FilterNodes[PARTS];
        Arrays.setAll(split, _ -> new FilterNodes(names, wholeLabel, depth + 1));
        forEach(node -> {
            int hash = hashOf(node);
            split[partOf(hash)].add(node, hash);
        });
        parts = split;
        slots = null;
    }

    private void gather() {
        @Nullable FilterNode[] gathered = new FilterNode[FLAT_LIMIT / 2];
        forEach(node -> put(gathered, node, hashOf(node)));
        slots = gathered;
        parts = null;
    }

    private void resize(int length) {
        @Nullable FilterNode[] resized = new FilterNode[length];
        forEach(node -> put(resized, node, hashOf(node)));
        slots = resized;
    }

    private static void put(@Nullable FilterNode[] slots, FilterNode node, int hash) {
        int mask = slots.length - 1;
        int i = hash & mask;
        while (slots[i] != null) {
            i = (i + 1) & mask;
        }
        slots[i] = node;
    }

    /** Empties the slot of {@code node} and moves up those behind it that would no longer be found. */
    private boolean removeFlat(FilterNode node, int hash) {
        int hole = slotOf(node, hash);
        if (hole < 0) {
            return false;
        }
        @Nullable FilterNode[] flat = flat();
        int mask = flat.length - 1;
        flat[hole] = null;
        int i = (hole + 1) & mask;
        for (FilterNode moved = flat[i]; moved != null; moved = flat[i]) {
            int home = hashOf(moved) & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                flat[hole] = moved;
                flat[i] = null;
                hole = i;
            }
            i = (i + 1) & mask;
        }
        return true;
    }

    private int slotOf(FilterNode node, int hash) {
        @Nullable FilterNode[] flat = flat();
        int mask = flat.length - 1;
        int i = hash & mask;
        while (flat[i] != node) {
            if (flat[i] == null) {
                return -1;
            }
            i = (i + 1) & mask;
        }
        return i;
    }

    private @Nullable FilterNode[] flat() {
        if (slots == null) {
            throw new IllegalStateException("split");
        }
        return slots;
    }

    private int partOf(int hash) {
        return (hash >>> (Integer.SIZE - PART_BITS * (depth + 1))) & (PARTS - 1);
    }

    private int hashOf(FilterNode node) {
        int end = wholeLabel ? node.bytes.length : FilterNode.levelEnd(node.bytes, node.from);
        return names.of(node.bytes, node.from, end);
    }
}
