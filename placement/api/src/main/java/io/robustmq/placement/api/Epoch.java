package io.robustmq.placement.api;

/**
 * One registration of a node, or one stay of a shard in a group. A larger one was given later, in the whole cluster; what comes
 * with an older one than the newest is refused.
 *
 * @param number 1 or more
 */
public record Epoch(long number) implements Comparable<Epoch> {

    public Epoch {
        if (number < 1) {
            throw new IllegalArgumentException("epoch " + number + ": it is 1 or more");
        }
    }

    public boolean isOlderThan(Epoch other) {
        return number < other.number;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
