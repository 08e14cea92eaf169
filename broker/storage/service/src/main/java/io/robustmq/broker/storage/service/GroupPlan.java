package io.robustmq.broker.storage.service;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a group of writes comes to, if they are made one after the other: which are refused, the records of the others,
 * and the state after them as ranges to take out first and keys to set or take out then. Pure; for one thread.
 */
public final class GroupPlan {
    private final Function<byte[], byte @Nullable []> current;
    private final List<LogRecord> records = new ArrayList<>();
    private final List<StateChange.DeleteRange> ranges = new ArrayList<>();
    private final NavigableMap<byte[], Optional<byte[]>> keys = new TreeMap<>(Arrays::compareUnsigned);
    private final List<Verdict> verdicts = new ArrayList<>();

    /** What becomes of one write of the group. */
    public sealed interface Verdict {

        /**
         * It is made.
         *
         * @param firstRecord how many records of the group come before its own
         * @param records how many are its own
         */
        record Made(int firstRecord, int records) implements Verdict {}

        record Refused(StorageException why) implements Verdict {}
    }

    /** @param current the value of a key before the group, or null; asked for required keys only */
    public GroupPlan(Function<byte[], byte @Nullable []> current) {
        this.current = current;
    }

    public void add(WriteBatch batch) {
        for (StateChange change : batch.changes()) {
            if (change instanceof StateChange.Require require
                    && !Arrays.equals(valueNow(require.key()), require.value())) {
                verdicts.add(new Verdict.Refused(new StorageException(
                        StorageException.Kind.CONFLICT, "The state has changed since it was read: read it again")));
                return;
            }
        }
        verdicts.add(new Verdict.Made(records.size(), batch.records().size()));
        records.addAll(batch.records());
        batch.changes().forEach(this::change);
    }

    /** One for each write added, in their order. */
    public List<Verdict> verdicts() {
        return verdicts;
    }

    public List<LogRecord> records() {
        return records;
    }

    /** To be taken out before {@link #keys} are set. */
    public List<StateChange.DeleteRange> ranges() {
        return ranges;
    }

    /** The value to set, or empty to take the key out; in the order of the keys. */
    public NavigableMap<byte[], Optional<byte[]>> keys() {
        return keys;
    }

    public boolean isEmpty() {
        return records.isEmpty() && ranges.isEmpty() && keys.isEmpty();
    }

    private void change(StateChange change) {
        switch (change) {
            case StateChange.Put put -> keys.put(put.key(), Optional.of(put.value()));
            case StateChange.Delete delete -> keys.put(delete.key(), Optional.empty());
            case StateChange.DeleteRange range -> {
                if (range.to().length == 0) {
                    keys.tailMap(range.from(), true).clear();
                    ranges.add(range);
                } else if (Arrays.compareUnsigned(range.from(), range.to()) < 0) {
                    keys.subMap(range.from(), true, range.to(), false).clear();
                    ranges.add(range);
                }
            }
            case StateChange.Require require -> {}
        }
    }

    private byte @Nullable [] valueNow(byte[] key) {
        Optional<byte[]> changed = keys.get(key);
        if (changed != null) {
            return changed.orElse(null);
        }
        for (StateChange.DeleteRange range : ranges) {
            boolean behindEnd = range.to().length > 0 && Arrays.compareUnsigned(key, range.to()) >= 0;
            if (Arrays.compareUnsigned(key, range.from()) >= 0 && !behindEnd) {
                return null;
            }
        }
        return current.apply(key);
    }
}
