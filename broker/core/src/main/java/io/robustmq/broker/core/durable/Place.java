package io.robustmq.broker.core.durable;

/**
 * Where a stored message stands: shard and offset in one {@code long}, the shard in the upper eight bits. Places of one shard
 * compare as their offsets do.
 */
public final class Place {
    /** Of a message that is not stored. */
    public static final long NOWHERE = -1;

    /** Shards that can be told apart. */
    public static final int MAXIMUM_SHARDS = 127;

    private static final int OFFSET_BITS = 56;
    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

    private Place() {}

    /**
     * @param shard 0..126
     * @param offset 0..2<sup>56</sup> - 1
     */
    public static long of(int shard, long offset) {
        return (long) shard << OFFSET_BITS | offset;
    }

    /** @throws IllegalArgumentException if this is not an offset that a place can have */
    static long requireOffset(long offset) {
        if (offset < 0 || offset > OFFSET_MASK) {
            throw new IllegalArgumentException("no offset: " + offset);
        }
        return offset;
    }

    public static int shard(long place) {
        return (int) (place >>> OFFSET_BITS);
    }

    public static long offset(long place) {
        return place & OFFSET_MASK;
    }
}
