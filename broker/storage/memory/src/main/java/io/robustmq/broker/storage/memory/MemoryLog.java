package io.robustmq.broker.storage.memory;

import io.robustmq.broker.storage.base.TopicIndex;
import io.robustmq.broker.storage.spi.LogRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records in a ring that grows, without gaps between their offsets, and where the topics and the keys among them are.
 * Confined to the shard's lock.
 */
final class MemoryLog implements TopicIndex {
    /** Records of which the newest time is kept, so that a time is found without looking at every record. */
    private static final int BLOCK = 1_024;

    private LogRecord[] ring = new LogRecord[64];
    private long start;
    private long next;
    private long bytes;
    private final TreeMap<byte[], OffsetRing> topics = new TreeMap<>(Arrays::compareUnsigned);
    private final TreeMap<byte[], Long> keys = new TreeMap<>(Arrays::compareUnsigned);
    private final Map<Long, Long> newestOfBlock = new HashMap<>();

    void add(LogRecord record) {
        if (next - start == ring.length) {
            grow();
        }
        ring[slot(next)] = record;
        topics.computeIfAbsent(record.topic(), topic -> new OffsetRing()).add(next);
        if (record.key() != null) {
            keys.put(record.key(), next);
        }
        newestOfBlock.merge(next / BLOCK, record.timestampMillis(), Math::max);
        bytes += record.sizeBytes();
        next++;
    }

    private void grow() {
        LogRecord[] larger = new LogRecord[ring.length * 2];
        for (long offset = start; offset < next; offset++) {
            larger[(int) (offset & (larger.length - 1))] = ring[slot(offset)];
        }
        ring = larger;
    }

    private int slot(long offset) {
        return (int) (offset & (ring.length - 1));
    }

    /** Takes out the oldest record; returns its bytes. */
    @SuppressWarnings("NullAway") // an empty slot of the ring
    int removeOldest() {
        LogRecord record = get(start);
        ring[slot(start)] = null;
        OffsetRing offsets = topics.get(record.topic());
        if (offsets.removeFirst()) {
            topics.remove(record.topic());
        }
        if (record.key() != null && keys.get(record.key()) == start) {
            keys.remove(record.key());
        }
        start++;
        if (start % BLOCK == 0) {
            newestOfBlock.remove(start / BLOCK - 1);
        }
        bytes -= record.sizeBytes();
        return record.sizeBytes();
    }

    /** @param offset from {@link #start} to below {@link #next} */
    LogRecord get(long offset) {
        return ring[slot(offset)];
    }

    long start() {
        return start;
    }

    long next() {
        return next;
    }

    long bytes() {
        return bytes;
    }

    @Nullable
    Long newestWithKey(byte[] key) {
        return keys.get(key);
    }

    /** The least offset whose record is no older, or -1. */
    long offsetAt(long timestampMillis) {
        for (long offset = start; offset < next; ) {
            Long newest = newestOfBlock.get(offset / BLOCK);
            if (newest == null || newest < timestampMillis) {
                offset = (offset / BLOCK + 1) * BLOCK;
            } else if (get(offset).timestampMillis() >= timestampMillis) {
                return offset;
            } else {
                offset++;
            }
        }
        return -1;
    }

    @Override
    public byte @Nullable [] topicFrom(byte[] topic, boolean included) {
        return included ? topics.ceilingKey(topic) : topics.higherKey(topic);
    }

    @Override
    public long offsetFrom(byte[] topic, long from) {
        OffsetRing offsets = topics.get(topic);
        return offsets == null ? Long.MAX_VALUE : offsets.from(from);
    }
}
