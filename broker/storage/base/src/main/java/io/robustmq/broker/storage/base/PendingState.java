package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state of a shard as the writes of a group leave it, before the group is committed: what they change, over what the
 * medium has. So a requirement sees the writes before its own. Confined to the thread that commits; lives for one group.
 */
public final class PendingState {
    private record Change(int number, byte @Nullable [] value) {}

    private record DeletedRange(int number, byte[] from, byte[] to) {}

    private final Function<byte[], byte @Nullable []> medium;
    private final TreeMap<byte[], Change> changed = new TreeMap<>(Arrays::compareUnsigned);
    private final List<DeletedRange> deletedRanges = new ArrayList<>();
    private int numbers;

    /** @param medium the value of a key before the group, or null */
    public PendingState(Function<byte[], byte @Nullable []> medium) {
        this.medium = medium;
    }

    /** The refusal of a batch whose requirements do not all hold, or null. */
    public @Nullable StorageException conflict(List<StateChange> changes) {
        for (StateChange change : changes) {
            if (change instanceof StateChange.Require require && !Arrays.equals(get(require.key()), require.value())) {
                return new StorageException(
                        Kind.CONFLICT,
                        "the key " + HexFormat.of().formatHex(require.key()) + " has another value than is required");
            }
        }
        return null;
    }

    public void apply(List<StateChange> changes) {
        for (StateChange change : changes) {
            int number = numbers++;
            switch (change) {
                case StateChange.Put put -> changed.put(put.key(), new Change(number, put.value()));
                case StateChange.Delete delete -> changed.put(delete.key(), new Change(number, null));
                case StateChange.DeleteRange range ->
                    deletedRanges.add(new DeletedRange(number, range.from(), range.to()));
                case StateChange.Require require -> {}
            }
        }
    }

    private byte @Nullable [] get(byte[] key) {
        Change change = changed.get(key);
        int since = change == null ? -1 : change.number;
        for (DeletedRange range : deletedRanges) {
            if (range.number > since
                    && Arrays.compareUnsigned(key, range.from) >= 0
                    && (range.to.length == 0 || Arrays.compareUnsigned(key, range.to) < 0)) {
                return null;
            }
        }
        return change == null ? medium.apply(key) : change.value;
    }
}
