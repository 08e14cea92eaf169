package io.robustmq.broker.storage.s3.log;

import io.robustmq.broker.storage.s3.object.BatchIndex;
import io.robustmq.broker.storage.s3.object.ObjectNames;
import io.robustmq.broker.storage.s3.object.SnapshotObject;
import io.robustmq.broker.storage.s3.object.Span;
import io.robustmq.broker.storage.s3.object.SpanObject;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.WriteQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Turns the tail into spans, and writes snapshots, from time to time and beside the writing of batches: one at a time. One
 * that fails is tried again after the next batch. Confined to the shard's turns.
 */
final class Snapshots {
    private static final int BATCHES_A_SPAN = 128;
    private static final long INDEX_BYTES_A_SPAN = 1 << 20;
    private static final long BYTES_A_SPAN = 64 << 20;
    private static final int BATCHES_A_SNAPSHOT = 1_000;

    private final ObjectStore store;
    private final ObjectNames.OfShard names;
    private final ShardState shard;
    private final Deletion deletion;
    private final WriteQueue.Turns turns;
    private final long bytesASnapshot;

    private long firstOfNextSpan;
    private long bytesSince;
    private int batchesSince;
    private final List<Range> uncovered = new ArrayList<>();
    private long covered = -1;
    private String newest = "";
    private boolean busy;

    Snapshots(
            ObjectStore store,
            ObjectNames.OfShard names,
            ShardState shard,
            Deletion deletion,
            WriteQueue.Turns turns,
            long bytesASnapshot) {
        this.store = store;
        this.names = names;
        this.shard = shard;
        this.deletion = deletion;
        this.turns = turns;
        this.bytesASnapshot = bytesASnapshot;
    }

    /** Batches that follow each other. */
    private record Range(long first, long last) {}

    /**
     * After a start, which has read the batches of the tail.
     *
     * @param snapshot the name of the one it began with, or empty
     * @param sequence of that
     */
    void begin(String snapshot, long sequence) {
        newest = snapshot;
        covered = sequence;
        firstOfNextSpan =
                shard.spans().isEmpty() ? sequence + 1 : shard.spans().getLast().last() + 1;
        batchesSince = shard.tail().size();
        bytesSince = shard.tail().stream().mapToLong(BatchIndex::objectBytes).sum();
    }

    void onBatch(BatchIndex index) {
        batchesSince++;
        bytesSince += index.objectBytes();
        if (index.records() == 0) {
            unneeded(index.sequence(), index.sequence());
        }
        maybeWork();
    }

    /** These batches hold nothing that is still wanted. They are deleted, but not before a start can do without them. */
    void unneeded(long first, long last) {
        uncovered.add(new Range(first, last));
        deleteCovered();
    }

    /** The sequence up to which a start needs no batches. */
    long covered() {
        return covered;
    }

    private void deleteCovered() {
        uncovered.removeIf(range -> {
            boolean isCovered = range.last <= covered && range.last < shard.lastSequence();
            if (isCovered) {
                deletion.batches(range.first, range.last);
            }
            return isCovered;
        });
    }

    private void maybeWork() {
        if (busy) {
            return;
        }
        long tailBytes =
                shard.tail().stream().mapToLong(BatchIndex::objectBytes).sum();
        boolean snapshotDue =
                batchesSince >= BATCHES_A_SNAPSHOT || bytesSince >= Math.max(bytesASnapshot, shard.stateBytes());
        boolean spanDue = shard.tail().size() >= BATCHES_A_SPAN
                || shard.tailIndexBytes() >= INDEX_BYTES_A_SPAN
                || tailBytes >= BYTES_A_SPAN;
        if (snapshotDue) {
            busy = true;
            snapshot().whenComplete((done, failure) -> busy = false);
        } else if (spanDue) {
            busy = true;
            span().whenComplete((done, failure) -> busy = false);
        }
    }

    private CompletionStage<Void> span() {
        if (shard.tail().isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        Span span = spanOfTail();
        return put(span, List.copyOf(shard.tail())).thenAccept(done -> have(span));
    }

    /** Everything the snapshot says is gathered before it begins to be sent, so it is the shard at one moment. */
    private CompletionStage<Void> snapshot() {
        long sequence = shard.lastSequence();
        List<Span> spans = new ArrayList<>(shard.spans());
        List<BatchIndex> tail = List.copyOf(shard.tail());
        Span span = tail.isEmpty() ? null : spanOfTail();
        if (span != null) {
            spans.add(span);
        }
        ShardState.View view = shard.view();
        byte[] object = SnapshotObject.write(
                sequence, shard.epoch(), view.startOffset(), view.nextOffset(), spans, shard.state());
        int batches = batchesSince;
        long bytes = bytesSince;
        CompletionStage<Void> first = span == null
                ? CompletableFuture.completedStage(null)
                : put(span, tail).thenAccept(done -> have(span));
        String name = names.snapshot(sequence);
        return first.thenCompose(done -> Turning.onto(turns, store.put(name, object)))
                .thenAccept(done -> {
                    batchesSince -= batches;
                    bytesSince -= bytes;
                    covered = sequence;
                    deleteCovered();
                    if (!newest.isEmpty() && !newest.equals(name)) {
                        deletion.objects(List.of(newest));
                    }
                    newest = name;
                });
    }

    private Span spanOfTail() {
        List<BatchIndex> tail = shard.tail();
        return new Span(
                firstOfNextSpan,
                shard.lastSequence(),
                tail.getFirst().baseOffset(),
                tail.getLast().nextOffset(),
                tail.stream().mapToLong(BatchIndex::latestMillis).max().orElse(Long.MIN_VALUE),
                tail.stream().mapToLong(BatchIndex::objectBytes).sum());
    }

    private CompletionStage<Void> put(Span span, List<BatchIndex> batches) {
        String name = names.span(span.first(), span.last());
        deletion.spare(name);
        return Turning.onto(turns, store.put(name, SpanObject.write(batches)));
    }

    private void have(Span span) {
        firstOfNextSpan = span.last() + 1;
        shard.moveIntoSpan(span);
    }
}
