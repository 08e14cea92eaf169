package io.robustmq.broker.storage.rocksdb;

import java.nio.ByteBuffer;

/** A part of a log that is dropped as a whole. Changed by the thread that commits; read by any. */
final class Stretch {
    final long firstOffset;
    private volatile long bytes;
    private volatile long newestMillis;

    Stretch(long firstOffset, long bytes, long newestMillis) {
        this.firstOffset = firstOffset;
        this.bytes = bytes;
        this.newestMillis = newestMillis;
    }

    static Stretch decode(long firstOffset, byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        return new Stretch(firstOffset, buffer.getLong(), buffer.getLong());
    }

    byte[] encode() {
        return ByteBuffer.allocate(16).putLong(bytes).putLong(newestMillis).array();
    }

    void add(int recordBytes, long timestampMillis) {
        bytes = bytes + recordBytes;
        newestMillis = Math.max(newestMillis, timestampMillis);
    }

    long bytes() {
        return bytes;
    }

    long newestMillis() {
        return newestMillis;
    }
}
