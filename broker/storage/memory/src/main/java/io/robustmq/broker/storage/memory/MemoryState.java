package io.robustmq.broker.storage.memory;

import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keys and values in order. Confined to the shard's lock. */
final class MemoryState {
    private static final int ENTRY_BYTES = 96; // of the map's entry and the two arrays, about

    private final TreeMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);
    private long bytes;

    byte @Nullable [] get(byte[] key) {
        return values.get(key);
    }

    /** The first requirement that does not hold, or null. */
    StateChange.@Nullable Require conflict(List<StateChange> changes) {
        for (StateChange change : changes) {
            if (change instanceof StateChange.Require require
                    && !Arrays.equals(values.get(require.key()), require.value())) {
                return require;
            }
        }
        return null;
    }

    /** By how many bytes the state would grow; if one key is changed several times, about. */
    long growth(List<StateChange> changes) {
        long growth = 0;
        for (StateChange change : changes) {
            growth += switch (change) {
                case StateChange.Put put -> size(put.key(), put.value()) - size(put.key(), values.get(put.key()));
                case StateChange.Delete delete -> -size(delete.key(), values.get(delete.key()));
                case StateChange.DeleteRange range -> 0L;
                case StateChange.Require require -> 0L;
            };
        }
        return growth;
    }

    /** Makes the changes; returns by how many bytes the state has grown. */
    long apply(List<StateChange> changes) {
        long before = bytes;
        for (StateChange change : changes) {
            switch (change) {
                case StateChange.Put put -> {
                    byte[] old = values.put(put.key(), put.value());
                    bytes += size(put.key(), put.value()) - size(put.key(), old);
                }
                case StateChange.Delete delete -> bytes -= size(delete.key(), values.remove(delete.key()));
                case StateChange.DeleteRange range -> {
                    NavigableMap<byte[], byte[]> gone = range(range.from(), range.to());
                    gone.forEach((key, value) -> bytes -= size(key, value));
                    gone.clear();
                }
                case StateChange.Require require -> {}
            }
        }
        return bytes - before;
    }

    private static long size(byte[] key, byte @Nullable [] value) {
        return value == null ? 0 : ENTRY_BYTES + key.length + value.length;
    }

    private NavigableMap<byte[], byte[]> range(byte[] from, byte[] to) {
        if (to.length == 0) {
            return values.tailMap(from, true);
        }
        byte[] end = Arrays.compareUnsigned(from, to) > 0 ? from : to;
        return values.subMap(from, true, end, false);
    }

    StatePage page(PageRequest request) {
        List<StatePage.Entry> entries = new ArrayList<>();
        long pageBytes = 0;
        for (Map.Entry<byte[], byte[]> entry :
                range(request.from(), request.to()).entrySet()) {
            int size = entry.getKey().length + entry.getValue().length;
            if (!entries.isEmpty()
                    && (entries.size() >= request.maxEntries() || pageBytes + size > request.maxBytes())) {
                return new StatePage(entries, true);
            }
            entries.add(new StatePage.Entry(entry.getKey(), entry.getValue()));
            pageBytes += size;
        }
        return new StatePage(entries, false);
    }
}
