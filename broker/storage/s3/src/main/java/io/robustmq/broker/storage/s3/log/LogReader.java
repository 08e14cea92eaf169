package io.robustmq.broker.storage.s3.log;

import io.robustmq.broker.storage.base.RecordBytes;
import io.robustmq.broker.storage.s3.object.BatchIndex;
import io.robustmq.broker.storage.s3.object.ObjectNames;
import io.robustmq.broker.storage.s3.object.Span;
import io.robustmq.broker.storage.s3.object.SpanObject;
import io.robustmq.broker.storage.service.WriteQueue;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads a shard's log: first what stands where, then the bytes. Runs on the shard's turns. */
final class LogReader {
    /** So many spans may one page make us read the index of, and so many objects may it take records from. */
    private static final int SPANS_A_PAGE = 8;

    private static final int OBJECTS_A_PAGE = 64;

    private final ObjectNames.OfShard names;
    private final ShardState shard;
    private final Blocks blocks;
    private final WriteQueue.Turns turns;

    LogReader(ObjectNames.OfShard names, ShardState shard, Blocks blocks, WriteQueue.Turns turns) {
        this.names = names;
        this.shard = shard;
        this.blocks = blocks;
        this.turns = turns;
    }

    /** Records of one batch. */
    private record Pick(BatchIndex batch, int[] numbers) {}

    CompletionStage<RecordPage> read(ReadRequest request) {
        return new Page(request).choose(SPANS_A_PAGE).thenCompose(page -> records(page.picks)
                .handle((records, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedStage(new RecordPage(records, page.at, page.at >= page.end));
                    }
                    // What it chose may have been let go meanwhile: then there is a new start to read from.
                    boolean gone = !page.picks.isEmpty()
                            && page.picks.getFirst().batch.baseOffset()
                                    < shard.view().startOffset();
                    return gone ? read(request) : CompletableFuture.<RecordPage>failedStage(failure);
                })
                .thenCompose(stage -> stage));
    }

    /** A page while it is put together. */
    private final class Page {
        private final ReadRequest request;
        private final long end = shard.view().nextOffset();
        private final List<Pick> picks = new ArrayList<>();
        private long at;
        private int records;
        private long bytes;
        private boolean full;

        Page(ReadRequest request) {
            this.request = request;
            this.at = Math.max(request.fromOffset(), shard.view().startOffset());
        }

        CompletionStage<Page> choose(int spansLeft) {
            if (full || at >= end) {
                return CompletableFuture.completedStage(this);
            }
            Span span = shard.spanAt(at);
            if (span == null) {
                take(shard.tail());
                at = full ? at : Math.max(at, end);
                return CompletableFuture.completedStage(this);
            }
            if (spansLeft == 0) {
                return CompletableFuture.completedStage(this);
            }
            return index(span).thenCompose(batches -> {
                take(batches);
                at = full ? at : Math.max(at, span.nextOffset());
                return choose(spansLeft - 1);
            });
        }

        private void take(List<BatchIndex> batches) {
            for (BatchIndex batch : batches) {
                if (full || batch.baseOffset() >= end) {
                    return;
                }
                if (batch.nextOffset() > at) {
                    take(batch);
                }
            }
        }

        private void take(BatchIndex batch) {
            int[] wanted = batch.wanted(request.topics(), (int) Math.max(0, at - batch.baseOffset()));
            int taken = 0;
            while (taken < wanted.length && !full) {
                int size = batch.end(wanted[taken]) - batch.position(wanted[taken]);
                if (records > 0 && (records == request.maxRecords() || bytes + size > request.maxBytes())) {
                    full = true;
                } else {
                    records++;
                    bytes += size;
                    taken++;
                }
            }
            if (taken > 0) {
                picks.add(new Pick(batch, Arrays.copyOf(wanted, taken)));
            }
            at = full ? batch.baseOffset() + wanted[taken] : batch.nextOffset();
            full |= picks.size() == OBJECTS_A_PAGE;
        }
    }

    CompletionStage<OptionalLong> offsetAt(long millis) {
        List<Span> spans = shard.spans().stream()
                .filter(span -> span.latestMillis() >= millis && span.nextOffset() > start())
                .toList();
        return inSpans(spans, 0, batches -> firstNoOlder(batches, 0, millis))
                .thenCompose(found ->
                        found != null ? CompletableFuture.completedStage(found) : firstNoOlder(shard.tail(), 0, millis))
                .thenApply(found -> found == null ? OptionalLong.empty() : OptionalLong.of(found.offset()));
    }

    CompletionStage<@Nullable StoredRecord> last(byte[] key) {
        List<Span> newestFirst = shard.spans().reversed().stream()
                .filter(span -> span.nextOffset() > start())
                .toList();
        return newestWith(shard.tail().reversed(), 0, key)
                .thenCompose(found -> found != null
                        ? CompletableFuture.completedStage(found)
                        : inSpans(newestFirst, 0, batches -> newestWith(batches.reversed(), 0, key)));
    }

    private interface Search {
        CompletionStage<@Nullable StoredRecord> in(List<BatchIndex> batches);
    }

    /** What is found first, or null. */
    private CompletionStage<@Nullable StoredRecord> inSpans(List<Span> spans, int number, Search search) {
        if (number == spans.size()) {
            return nothing();
        }
        return index(spans.get(number))
                .thenCompose(search::in)
                .thenCompose(found ->
                        found != null ? CompletableFuture.completedStage(found) : inSpans(spans, number + 1, search));
    }

    private CompletionStage<@Nullable StoredRecord> firstNoOlder(List<BatchIndex> batches, int number, long millis) {
        if (number >= batches.size()) {
            return nothing();
        }
        BatchIndex batch = batches.get(number);
        List<BatchIndex> same = List.copyOf(batches);
        if (batch.latestMillis() < millis || batch.nextOffset() <= start()) {
            return firstNoOlder(same, number + 1, millis);
        }
        int from = (int) Math.max(0, start() - batch.baseOffset());
        int[] all = batch.wanted(TopicSelection.ALL, from);
        return records(List.of(new Pick(batch, all))).thenCompose(records -> {
            for (StoredRecord record : records) {
                if (record.record().timestampMillis() >= millis) {
                    return CompletableFuture.completedStage(record);
                }
            }
            return firstNoOlder(same, number + 1, millis);
        });
    }

    private CompletionStage<@Nullable StoredRecord> newestWith(List<BatchIndex> batches, int number, byte[] key) {
        List<BatchIndex> same = List.copyOf(batches);
        for (int i = number; i < same.size(); i++) {
            BatchIndex batch = same.get(i);
            int[] candidates = batch.mayHaveKey(key);
            if (candidates.length > 0) {
                int next = i + 1;
                return records(List.of(new Pick(batch, candidates))).thenCompose(records -> {
                    for (StoredRecord record : records) {
                        if (record.offset() >= start()
                                && Arrays.equals(record.record().key(), key)) {
                            return CompletableFuture.completedStage(record);
                        }
                    }
                    return newestWith(same, next, key);
                });
            }
        }
        return nothing();
    }

    private long start() {
        return shard.view().startOffset();
    }

    private CompletionStage<List<BatchIndex>> index(Span span) {
        String name = names.span(span.first(), span.last());
        return Turning.onto(turns, blocks.whole(name)).thenApply(object -> SpanObject.read(name, object));
    }

    private CompletionStage<List<StoredRecord>> records(List<Pick> picks) {
        List<CompletableFuture<List<StoredRecord>>> parts =
                picks.stream().map(pick -> records(pick).toCompletableFuture()).toList();
        return Turning.onto(turns, CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)))
                .thenApply(all ->
                        parts.stream().flatMap(part -> part.join().stream()).toList());
    }

    private CompletionStage<List<StoredRecord>> records(Pick pick) {
        BatchIndex batch = pick.batch;
        String name = names.batch(batch.sequence());
        List<CompletableFuture<StoredRecord>> records = new ArrayList<>(pick.numbers.length);
        for (int i = 0; i < pick.numbers.length; ) {
            int first = i;
            while (++i < pick.numbers.length && pick.numbers[i] == pick.numbers[i - 1] + 1) {}
            int[] run = Arrays.copyOfRange(pick.numbers, first, i);
            CompletableFuture<byte[]> bytes = blocks.range(name, batch.position(run[0]), batch.end(run[run.length - 1]))
                    .toCompletableFuture();
            for (int number : run) {
                int from = batch.position(number) - batch.position(run[0]);
                records.add(bytes.thenApply(range -> new StoredRecord(
                        batch.baseOffset() + number, record(range, from, batch.end(number) - batch.position(number)))));
            }
        }
        return CompletableFuture.allOf(records.toArray(CompletableFuture[]::new))
                .thenApply(all -> records.stream().map(CompletableFuture::join).toList());
    }

    private static LogRecord record(byte[] range, int from, int length) {
        return RecordBytes.decode(Arrays.copyOfRange(range, from, from + length));
    }

    private static CompletionStage<@Nullable StoredRecord> nothing() {
        return CompletableFuture.completedStage(null);
    }
}
