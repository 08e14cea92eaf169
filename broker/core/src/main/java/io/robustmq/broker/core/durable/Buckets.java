package io.robustmq.broker.core.durable;

/**
 * Which of so many something belongs to, by its hash: evenly, also where hashes differ in few bits.
 *
 * <p>Shards are found so ({@code src-docs/formats/session-state.md}): what this gives for a hash and a number must never change, or
 * nothing that is stored would be found any more.
 */
public final class Buckets {
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private Buckets() {}

    /**
     * @param count more than 0
     * @return from 0 to {@code count} - 1
     */
    public static int of(int hash, int count) {
        int spread = hash * GOLDEN_RATIO;
        return Integer.remainderUnsigned(spread ^ (spread >>> 15), count);
    }
}
