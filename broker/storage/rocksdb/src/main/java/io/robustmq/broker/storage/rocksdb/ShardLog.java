package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.RetentionLimits;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Where the log of one shard begins, ends, and is cut into stretches; and what a record adds to the database. Written by
 * the thread that commits, or under the lock of commits; read by any thread.
 */
final class ShardLog {
    private static final int MAX_RECORDS = 65_536;

    private final int shard;
    private final Database database;
    private final long stretchBytes;
    private final ConcurrentSkipListMap<Long, Stretch> stretches = new ConcurrentSkipListMap<>();
    private volatile long start;
    private volatile long next;

    // Of the thread that commits
    private long pendingNext;
    private @Nullable Stretch active;
    private long blockNewestMillis = Long.MIN_VALUE;

    ShardLog(int shard, Database database, long stretchBytes) {
        this.shard = shard;
        this.database = database;
        this.stretchBytes = stretchBytes;
        byte[] prefix = Keys.stretches(shard);
        try (RocksIterator iterator = database.iterator(database.meta)) {
            for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                if (!Keys.startsWith(iterator.key(), prefix)) {
                    break;
                }
                long first = Keys.offsetOfStretch(iterator.key());
                stretches.put(first, Stretch.decode(first, iterator.value()));
            }
            Database.check(iterator);
        }
        byte[] nextOffset = database.get(database.meta, Keys.nextOffset(shard));
        next = nextOffset == null ? 0 : Keys.number(nextOffset);
        pendingNext = next;
        start = stretches.isEmpty() ? next : stretches.firstKey();
        active = stretches.isEmpty() ? null : stretches.lastEntry().getValue();
        byte[] newest = database.get(database.times, Keys.offset(shard, Keys.blockOf(next)));
        blockNewestMillis = newest == null ? Long.MIN_VALUE : Keys.number(newest);
    }

    long start() {
        return start;
    }

    /** Greater than every offset that may be read. */
    long next() {
        return next;
    }

    /** Greater than every offset that is or is being written. */
    long pendingNext() {
        return pendingNext;
    }

    long bytes() {
        long bytes = 0;
        for (Stretch stretch : stretches.values()) {
            bytes += stretch.bytes();
        }
        return bytes;
    }

    /** The stretch that an offset lies in, which is not before the start; null if the log is empty. */
    @Nullable
    Stretch stretchOf(long offset) {
        Map.Entry<Long, Stretch> entry = stretches.floorEntry(offset);
        return entry == null ? null : entry.getValue();
    }

    /** The first offset behind a stretch. */
    long endOf(Stretch stretch) {
        Long following = stretches.higherKey(stretch.firstOffset);
        return following == null ? Long.MAX_VALUE : following;
    }

    /** The first offset at or behind which a record as new as that may be. */
    long mayBeAsNew(long timestampMillis) {
        for (Stretch stretch : stretches.values()) {
            if (stretch.newestMillis() >= timestampMillis) {
                return Math.max(start, stretch.firstOffset);
            }
        }
        return Long.MAX_VALUE;
    }

    /** Adds a record, encoded, at {@link #pendingNext}. */
    void add(LogRecord record, byte[] bytes, WriteBatch batch) throws RocksDBException {
        long offset = pendingNext++;
        Stretch stretch = active;
        if (stretch == null || stretch.bytes() >= stretchBytes || offset - stretch.firstOffset >= MAX_RECORDS) {
            if (stretch != null) {
                batch.put(database.meta, Keys.stretch(shard, stretch.firstOffset), stretch.encode());
            }
            stretch = new Stretch(offset, 0, Long.MIN_VALUE);
            stretches.put(offset, stretch);
            active = stretch;
        }
        stretch.add(bytes.length + record.topic().length + 64, record.timestampMillis());
        batch.put(database.log, Keys.offset(shard, offset), bytes);
        batch.put(database.topics, Keys.topicAt(shard, stretch.firstOffset, record.topic(), offset), new byte[0]);
        byte[] key = record.key();
        if (key != null) {
            batch.put(database.keys, Keys.newest(shard, key), Keys.number(offset));
            batch.put(database.keys, Keys.keyIn(shard, stretch.firstOffset, key), new byte[0]);
        }
        if (offset == Keys.blockOf(offset)) {
            blockNewestMillis = Long.MIN_VALUE;
        }
        if (record.timestampMillis() > blockNewestMillis || offset == Keys.blockOf(offset)) {
            blockNewestMillis = record.timestampMillis();
            batch.put(database.times, Keys.offset(shard, Keys.blockOf(offset)), Keys.number(blockNewestMillis));
        }
    }

    /** Adds what a group says at its end. */
    void addEnd(WriteBatch batch) throws RocksDBException {
        batch.put(database.meta, Keys.nextOffset(shard), Keys.number(pendingNext));
        if (active != null) {
            batch.put(database.meta, Keys.stretch(shard, active.firstOffset), active.encode());
        }
    }

    /** What was added is safe now; returns whether there is more to read. */
    boolean committed() {
        boolean more = next < pendingNext;
        next = pendingNext;
        if (!stretches.isEmpty()) {
            start = stretches.firstKey();
        }
        return more;
    }

    /** How far a limit reaches: the offset below which stretches go. */
    long beyond(RetentionLimits limits, long nowMillis) {
        long bytes = limits.maxBytes() == RetentionLimits.UNLIMITED ? 0 : bytes();
        long oldestMillis =
                limits.maxAgeMillis() == RetentionLimits.UNLIMITED ? Long.MIN_VALUE : nowMillis - limits.maxAgeMillis();
        for (Stretch stretch : stretches.values()) {
            if (bytes <= limits.maxBytes() && stretch.newestMillis() >= oldestMillis) {
                return stretch.firstOffset;
            }
            bytes -= stretch.bytes();
        }
        return next;
    }

    /** Drops the oldest stretch if it ends at or below {@code before} and is not the one being written; under the lock of commits. */
    boolean dropOldest(long before) {
        Map.Entry<Long, Stretch> oldest = stretches.firstEntry();
        if (oldest == null || oldest.getValue() == active || endOf(oldest.getValue()) > before) {
            return false;
        }
        long first = oldest.getKey();
        long end = endOf(oldest.getValue());
        try (WriteBatch batch = new WriteBatch()) {
            batch.delete(database.meta, Keys.stretch(shard, first));
            batch.deleteRange(database.log, Keys.offset(shard, first), Keys.offset(shard, end));
            batch.deleteRange(database.topics, Keys.topics(shard, first), Keys.topics(shard, end));
            batch.deleteRange(
                    database.times, Keys.offset(shard, Keys.blockOf(first)), Keys.offset(shard, Keys.blockOf(end)));
            dropKeys(first, end, batch);
            database.write(batch, false);
        } catch (RocksDBException e) {
            throw Database.failed("trimming", e);
        }
        stretches.remove(first);
        start = end;
        return true;
    }

    private void dropKeys(long first, long end, WriteBatch batch) throws RocksDBException {
        byte[] prefix = Keys.keysOf(shard, first);
        try (RocksIterator iterator = database.iterator(database.keys)) {
            for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                if (!Keys.startsWith(iterator.key(), prefix)) {
                    break;
                }
                byte[] newestKey = Keys.newest(shard, Keys.recordKeyOf(iterator.key()));
                byte[] newest = database.get(database.keys, newestKey);
                if (newest != null && Keys.number(newest) < end) {
                    batch.delete(database.keys, newestKey);
                }
            }
            Database.check(iterator);
        }
        batch.deleteRange(database.keys, prefix, Keys.keysOf(shard, end));
    }
}
