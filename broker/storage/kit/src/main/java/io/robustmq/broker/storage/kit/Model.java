package io.robustmq.broker.storage.kit;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a shard should hold, as plainly as can be said. */
final class Model {
    private final List<StoredRecord> log = new ArrayList<>();
    private long next;
    private final TreeMap<byte[], byte[]> state = new TreeMap<>(Arrays::compareUnsigned);

    /** Whether all requirements hold. */
    boolean accepts(WriteBatch batch) {
        for (StateChange change : batch.changes()) {
            if (change instanceof StateChange.Require require
                    && !Arrays.equals(state.get(require.key()), require.value())) {
                return false;
            }
        }
        return true;
    }

    void write(WriteBatch batch, long firstOffset) {
        long offset = firstOffset;
        for (LogRecord record : batch.records()) {
            log.add(new StoredRecord(offset++, record));
        }
        next = offset;
        for (StateChange change : batch.changes()) {
            switch (change) {
                case StateChange.Put put -> state.put(put.key(), put.value());
                case StateChange.Delete delete -> state.remove(delete.key());
                case StateChange.DeleteRange range ->
                    state.keySet()
                            .removeIf(key -> Arrays.compareUnsigned(key, range.from()) >= 0
                                    && (range.to().length == 0 || Arrays.compareUnsigned(key, range.to()) < 0));
                case StateChange.Require require -> {}
            }
        }
    }

    void trim(long start) {
        log.removeIf(stored -> stored.offset() < start);
    }

    /** Greater than every offset there ever was. */
    long nextOffset() {
        return next;
    }

    List<String> read(long from, TopicSelection topics) {
        return log.stream()
                .filter(stored -> stored.offset() >= from)
                .filter(stored -> topics.ranges().stream()
                        .anyMatch(range -> range.contains(stored.record().topic())))
                .filter(stored -> topics.matches(stored.record().topic()))
                .map(Records::full)
                .toList();
    }

    OptionalLong offsetAt(long timestampMillis) {
        return log.stream()
                .filter(stored -> stored.record().timestampMillis() >= timestampMillis)
                .mapToLong(StoredRecord::offset)
                .findFirst();
    }

    @Nullable
    String last(byte[] key) {
        return log.reversed().stream()
                .filter(stored -> Arrays.equals(stored.record().key(), key))
                .map(Records::full)
                .findFirst()
                .orElse(null);
    }

    byte @Nullable [] get(byte[] key) {
        return state.get(key);
    }

    List<String> entries(byte[] from, byte[] to) {
        return state.entrySet().stream()
                .filter(entry -> Arrays.compareUnsigned(entry.getKey(), from) >= 0)
                .filter(entry -> to.length == 0 || Arrays.compareUnsigned(entry.getKey(), to) < 0)
                .map(entry -> Records.escaped(entry.getKey()) + "=" + Records.escaped(entry.getValue()))
                .toList();
    }

    /** A random offset, mostly of a record. */
    long someOffset(java.util.Random chance) {
        return log.isEmpty() || chance.nextInt(10) == 0
                ? chance.nextInt(50) - 5
                : log.get(chance.nextInt(log.size())).offset() + chance.nextInt(2);
    }
}
