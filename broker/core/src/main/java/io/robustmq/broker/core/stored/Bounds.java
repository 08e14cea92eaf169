package io.robustmq.broker.core.stored;

/** What numbers in stored values may be. */
final class Bounds {
    static final long MAX_UNSIGNED_INT = 0xFFFF_FFFFL;
    static final int MAX_PACKET_ID = 65_535;

    private Bounds() {}

    /** @throws IllegalArgumentException if {@code value} is not within {@code least}..{@code most} */
    static long require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", not " + least + ".." + most);
        }
        return value;
    }

    static void requireShard(int shard) {
        require("a shard", shard, 0, Integer.MAX_VALUE);
    }

    static void requireOffset(long offset) {
        require("an offset", offset, 0, Long.MAX_VALUE);
    }

    static void requirePacketId(int packetId) {
        require("a packet id", packetId, 1, MAX_PACKET_ID);
    }
}
