package io.robustmq.broker.storage.s3.log;

import io.robustmq.broker.storage.s3.object.BatchIndex;
import io.robustmq.broker.storage.s3.object.BatchObject;
import io.robustmq.broker.storage.s3.object.SnapshotObject;
import io.robustmq.broker.storage.s3.object.Span;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.StateChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A shard as its objects say it is: the spans and, behind them, the batches that are in no span yet; the offsets; the state.
 * Changed on the shard's turns only; the state and the {@link View} may be read by any thread.
 */
final class ShardState {
    private static final int BYTES_AN_ENTRY = 48;

    private final ConcurrentNavigableMap<byte[], byte[]> state = new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    private final List<Span> spans = new ArrayList<>();
    private final List<BatchIndex> tail = new ArrayList<>();
    private long stateBytes;
    private long tailIndexBytes;
    private long logBytes;
    private long lastSequence = -1;
    private long epoch;
    private long startOffset;
    private long nextOffset;
    private volatile View view = new View(0, 0, 0);

    /** What anybody may ask at any time. */
    record View(long startOffset, long nextOffset, long logBytes) {}

    void load(SnapshotObject snapshot) {
        snapshot.state().forEach(this::put);
        spans.addAll(snapshot.spans());
        logBytes = spans.stream().mapToLong(Span::bytes).sum();
        lastSequence = snapshot.sequence();
        epoch = snapshot.epoch();
        startOffset = snapshot.startOffset();
        nextOffset = snapshot.nextOffset();
        show();
    }

    /** What a batch has done to the shard. */
    void apply(BatchObject batch) {
        apply(batch.epoch(), batch.startOffset(), batch.ranges(), batch.keys(), batch.index());
    }

    void apply(
            long itsEpoch,
            long itsStart,
            List<StateChange.DeleteRange> ranges,
            NavigableMap<byte[], Optional<byte[]>> keys,
            BatchIndex index) {
        for (StateChange.DeleteRange range : ranges) {
            within(range).keySet().forEach(this::remove);
        }
        keys.forEach((key, value) -> {
            if (value.isPresent()) {
                put(key, value.get());
            } else {
                remove(key);
            }
        });
        if (index.records() > 0) {
            tail.add(index);
            tailIndexBytes += index.sizeBytes();
            logBytes += index.objectBytes();
        }
        lastSequence = index.sequence();
        epoch = Math.max(epoch, itsEpoch);
        startOffset = Math.max(startOffset, itsStart);
        nextOffset = index.nextOffset();
        show();
    }

    /** How large the state would be after these changes, at most. */
    long stateBytesAfter(NavigableMap<byte[], Optional<byte[]>> keys) {
        long bytes = stateBytes;
        for (Map.Entry<byte[], Optional<byte[]>> change : keys.entrySet()) {
            byte[] before = state.get(change.getKey());
            bytes -= before == null ? 0 : size(change.getKey(), before);
            bytes +=
                    change.getValue().map(value -> size(change.getKey(), value)).orElse(0L);
        }
        return bytes;
    }

    /** The first batches of the tail are in a span now. */
    void moveIntoSpan(Span span) {
        tail.removeIf(batch -> batch.sequence() <= span.last());
        tailIndexBytes = tail.stream().mapToLong(BatchIndex::sizeBytes).sum();
        if (span.nextOffset() > startOffset) {
            spans.add(span);
        }
    }

    /** Lets go of the spans that are all below the start. */
    void dropSpans(Consumer<Span> dropped) {
        while (!spans.isEmpty() && spans.getFirst().nextOffset() <= startOffset) {
            Span span = spans.removeFirst();
            logBytes -= span.bytes();
            dropped.accept(span);
        }
        show();
    }

    /** Lets go of the batches of the tail that are all below the start. */
    void dropBatches(Consumer<BatchIndex> dropped) {
        while (!tail.isEmpty() && tail.getFirst().nextOffset() <= startOffset) {
            BatchIndex batch = tail.removeFirst();
            tailIndexBytes -= batch.sizeBytes();
            logBytes -= batch.objectBytes();
            dropped.accept(batch);
        }
        show();
    }

    /** Where the log begins if only so much is kept: at the beginning of a span, or of a batch behind all spans. */
    long startWithin(RetentionLimits limits, long nowMillis) {
        long keepFrom =
                limits.maxAgeMillis() == RetentionLimits.UNLIMITED ? Long.MIN_VALUE : nowMillis - limits.maxAgeMillis();
        long start = startOffset;
        long bytes = logBytes;
        for (Span span : spans) {
            if (bytes - span.bytes() < limits.maxBytes() && span.latestMillis() >= keepFrom) {
                return start;
            }
            bytes -= span.bytes();
            start = span.nextOffset();
        }
        for (BatchIndex batch : tail) {
            if (bytes - batch.objectBytes() < limits.maxBytes() && batch.latestMillis() >= keepFrom) {
                return start;
            }
            bytes -= batch.objectBytes();
            start = batch.nextOffset();
        }
        return start;
    }

    NavigableMap<byte[], byte[]> state() {
        return state;
    }

    List<Span> spans() {
        return spans;
    }

    /** Batches with records that are in no span. */
    List<BatchIndex> tail() {
        return tail;
    }

    /** The first span that has something at or above an offset. */
    @Nullable
    Span spanAt(long offset) {
        for (Span span : spans) {
            if (span.nextOffset() > offset) {
                return span;
            }
        }
        return null;
    }

    View view() {
        return view;
    }

    long stateBytes() {
        return stateBytes;
    }

    long tailIndexBytes() {
        return tailIndexBytes;
    }

    long lastSequence() {
        return lastSequence;
    }

    long epoch() {
        return epoch;
    }

    private NavigableMap<byte[], byte[]> within(StateChange.DeleteRange range) {
        return range.to().length == 0
                ? state.tailMap(range.from(), true)
                : state.subMap(range.from(), true, range.to(), false);
    }

    private void put(byte[] key, byte[] value) {
        byte[] before = state.put(key, value);
        stateBytes += size(key, value) - (before == null ? 0 : size(key, before));
    }

    private void remove(byte[] key) {
        byte[] before = state.remove(key);
        stateBytes -= before == null ? 0 : size(key, before);
    }

    private static long size(byte[] key, byte[] value) {
        return (long) BYTES_AN_ENTRY + key.length + value.length;
    }

    private void show() {
        view = new View(startOffset, nextOffset, logBytes);
    }
}
