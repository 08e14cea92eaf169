package io.robustmq.placement.api;

/**
 * One state of the whole placement centre: grows by one with every command that is applied, and is the same on every member.
 *
 * @param number 0 before anything is there
 */
public record Revision(long number) implements Comparable<Revision> {
    /** Before anything is there. */
    public static final Revision NONE = new Revision(0);

    public Revision {
        if (number < 0) {
            throw new IllegalArgumentException("revision " + number + ": it is 0 or more");
        }
    }

    public Revision next() {
        return new Revision(number + 1);
    }

    public boolean isBefore(Revision other) {
        return number < other.number;
    }

    @Override
    public int compareTo(Revision other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
