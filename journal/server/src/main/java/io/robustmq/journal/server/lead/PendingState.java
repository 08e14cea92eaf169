package io.robustmq.journal.server.lead;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.server.disk.StateStore;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state as it will be when all entries are applied that were handed to the log. By one thread. */
final class PendingState {
    private final StateStore applied;
    private final Map<Key, Value> values = new HashMap<>();

    /** Oldest first. A value of an older entry that lies in one has been taken out of the map. */
    private final Deque<Range> ranges = new ArrayDeque<>();

    private record Key(int shard, ByteString key) {}

    /**
     * @param value null: it is taken out
     * @param entry that makes it so
     */
    private record Value(@Nullable ByteString value, long entry) {}

    private record Range(int shard, byte[] from, byte[] to, long entry) {
        boolean has(int of, byte[] key) {
            return shard == of
                    && Arrays.compareUnsigned(key, from) >= 0
                    && (to.length == 0 || Arrays.compareUnsigned(key, to) < 0);
        }
    }

    PendingState(StateStore applied) {
        this.applied = applied;
    }

    /** Forgets what entries up to this one make: the applied state has it. */
    void forget(long entry) {
        values.values().removeIf(value -> value.entry() <= entry);
        ranges.removeIf(range -> range.entry() <= entry);
    }

    /** The value a key will have; null if it will not be there. */
    @Nullable
    ByteString get(int shard, ByteString key) {
        Value pending = values.get(new Key(shard, key));
        if (pending != null) {
            return pending.value();
        }
        byte[] bytes = key.toByteArray();
        for (Range range : ranges) {
            if (range.has(shard, bytes)) {
                return null;
            }
        }
        byte[] value = applied.get(shard, bytes);
        return value == null ? null : ByteString.copyFrom(value);
    }

    boolean holds(int shard, Change.Require require) {
        ByteString value = get(shard, require.getKey());
        return require.hasValue() ? require.getValue().equals(value) : value == null;
    }

    /** @param entry that will make it; they are numbered in their order */
    void make(int shard, Change change, long entry) {
        switch (change.getKindCase()) {
            case PUT ->
                values.put(
                        new Key(shard, change.getPut().getKey()),
                        new Value(change.getPut().getValue(), entry));
            case DELETE -> values.put(new Key(shard, change.getDelete().getKey()), new Value(null, entry));
            case DELETE_RANGE -> {
                Range range = new Range(
                        shard,
                        change.getDeleteRange().getFrom().toByteArray(),
                        change.getDeleteRange().getTo().toByteArray(),
                        entry);
                values.keySet().removeIf(key -> range.has(key.shard(), key.key().toByteArray()));
                ranges.add(range);
            }
            case REQUIRE, KIND_NOT_SET -> {}
        }
    }
}
