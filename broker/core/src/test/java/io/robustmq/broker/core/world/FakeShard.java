package io.robustmq.broker.core.world;

import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A shard of {@link FakeStorage}. */
final class FakeShard implements Shard {
    private final FakeStorage storage;
    private final ArrayDeque<Runnable> writes = new ArrayDeque<>();

    /** Of writes that are done, or of which it is said that nobody knows. */
    private final ArrayDeque<Runnable> answers = new ArrayDeque<>();

    private final List<StoredRecord> log = new ArrayList<>();
    private final TreeMap<byte[], byte[]> state = new TreeMap<>(Arrays::compareUnsigned);
    private final List<Following> tails = new ArrayList<>();
    private long start;
    private long next;
    private long asked;
    private long reads;
    private long largestBatch;

    private final Behind behind = new Behind();

    FakeShard(FakeStorage storage) {
        this.storage = storage;
    }

    /** What may be done next of the writes, the first of each. */
    Stream<ArrayDeque<Runnable>> queues(boolean silent) {
        return silent ? Stream.of(writes) : Stream.of(writes, answers);
    }

    /** What waits never happens, and nobody is told. */
    void crash() {
        writes.clear();
        answers.clear();
        behind.forget();
    }

    /** Of all batches that were asked for, in bytes. */
    long largestBatch() {
        return largestBatch;
    }

    int records() {
        return log.size();
    }

    long asked() {
        return asked;
    }

    long reads() {
        return reads;
    }

    Map<byte[], byte[]> state() {
        return state;
    }

    // ---- writing

    private <T> CompletionStage<T> later(Supplier<T> what) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        storage.soon(() -> outcome(what, stage).run());
        return stage;
    }

    /** Does something, and returns what is to tell how it went. */
    private static <T> Runnable outcome(Supplier<T> what, CompletableFuture<T> stage) {
        try {
            T value = what.get();
            return () -> stage.complete(value);
        } catch (StorageException e) {
            return () -> stage.completeExceptionally(e);
        }
    }

    @Override
    public CompletionStage<Written> write(WriteBatch batch) {
        largestBatch = Math.max(largestBatch, batch.sizeBytes());
        CompletableFuture<Written> stage = new CompletableFuture<>();
        long number = ++asked;
        Random chance = storage.chance();
        if (chance == null) {
            storage.soon(() -> {
                answers.add(answer(number, () -> done(batch, number), stage));
                if (!storage.isSilent()) {
                    answers.remove().run();
                }
            });
            return stage;
        }
        writes.add(() -> {
            boolean isUnsure = storage.isUnsure(this) && behind.mayHappen(number);
            if (isUnsure && chance.nextInt(4) == 0) { // first said, then done
                answers.add(answer(number, FakeShard::unknown, stage));
                writes.addFirst(() -> outcome(() -> done(batch, number), new CompletableFuture<>()));
            } else {
                answers.add(answer(number, () -> done(batch, number), stage));
            }
        });
        return stage;
    }

    /** Does a write, and returns what is to tell how it went. */
    private Runnable answer(long number, Supplier<Written> what, CompletableFuture<Written> stage) {
        boolean isFirst = behind.isFresh(number);
        try {
            Written value = what.get();
            return () -> stage.complete(value);
        } catch (StorageException e) {
            if (!isFirst || !e.kind().mayPass()) {
                return () -> stage.completeExceptionally(e);
            }
            behind.begins(e.kind());
            return () -> {
                behind.ends(asked);
                stage.completeExceptionally(e);
            };
        }
    }

    private static Written unknown() {
        throw new StorageException(StorageException.Kind.UNAVAILABLE, "told to be unsure");
    }

    private Written done(WriteBatch batch, long number) {
        boolean isBehind = behind.has(number);
        StorageException.Kind refusal = storage.refusal(batch);
        StorageException.Kind failing = refusal != null ? refusal : storage.failing(this);
        if (failing == null && isBehind) {
            failing = behind.kind();
        }
        boolean mayBeDone = failing == StorageException.Kind.UNAVAILABLE && (isBehind || storage.isDoubtful());
        boolean isDone = failing == null
                || (refusal == null && mayBeDone && behind.mayHappen(number) && storage.isDoneThoughItFails());
        if (!isDone) {
            behind.isNotDone();
            throw new StorageException(failing, "told to fail");
        }
        for (StateChange change : batch.changes()) {
            if (change instanceof StateChange.Require(byte[] key, byte[] value)
                    && !Arrays.equals(state.get(key), value)) {
                throw new StorageException(StorageException.Kind.CONFLICT, "another value");
            }
        }
        long first = next;
        batch.records().forEach(record -> log.add(new StoredRecord(next++, record)));
        batch.changes().forEach(this::make);
        List.copyOf(tails).forEach(Following::maybeHandOver);
        if (failing != null) {
            throw new StorageException(failing, "told to fail, but done");
        }
        return new Written(first, next);
    }

    private void make(StateChange change) {
        switch (change) {
            case StateChange.Put(byte[] key, byte[] value) -> state.put(key, value);
            case StateChange.Delete(byte[] key) -> state.remove(key);
            case StateChange.DeleteRange(byte[] from, byte[] to) ->
                state.subMap(from, to).clear();
            case StateChange.Require _ -> {}
        }
    }

    // ---- reading

    @Override
    public long startOffset() {
        return start;
    }

    @Override
    public long nextOffset() {
        return next;
    }

    @Override
    public long sizeBytes() {
        return log.stream().mapToLong(stored -> stored.record().sizeBytes()).sum();
    }

    @Override
    public CompletionStage<RecordPage> read(ReadRequest request) {
        reads++;
        return later(() -> {
            if (storage.isDamaged(this)) {
                throw new StorageException(StorageException.Kind.FAILED, "told to be damaged");
            }
            if (storage.isUnreadable(this)) {
                throw new StorageException(StorageException.Kind.UNAVAILABLE, "told to fail");
            }
            List<StoredRecord> found = new ArrayList<>();
            long at = Math.max(start, request.fromOffset());
            int bytes = 0;
            while (at < next && found.size() < request.maxRecords() && bytes < request.maxBytes()) {
                StoredRecord stored = log.get((int) (at++ - start));
                byte[] topic = stored.record().topic();
                if (request.topics().ranges().stream().anyMatch(range -> range.contains(topic))
                        && request.topics().matches(topic)) {
                    found.add(stored);
                    bytes += stored.record().sizeBytes();
                }
            }
            return new RecordPage(found, at, at >= next);
        });
    }

    @Override
    public Flow.Publisher<RecordPage> tail(long fromOffset) {
        return subscriber -> {
            Following tail = new Following(subscriber, fromOffset);
            tails.add(tail);
            subscriber.onSubscribe(tail);
        };
    }

    void breakTails() {
        List<Following> broken = List.copyOf(tails);
        tails.clear();
        StorageException why = new StorageException(StorageException.Kind.FAILED, "told to fail");
        broken.forEach(tail -> storage.soon(() -> tail.to.onError(why)));
    }

    /** Hands a page over for each one asked for, when it comes to it. */
    private final class Following implements Flow.Subscription {
        private final Flow.Subscriber<? super RecordPage> to;
        private long at;
        private boolean isAsked;
        private boolean isDue;

        Following(Flow.Subscriber<? super RecordPage> to, long from) {
            this.to = to;
            this.at = from;
        }

        @Override
        public void request(long pages) {
            isAsked = true;
            maybeHandOver();
        }

        @Override
        public void cancel() {
            tails.remove(this);
        }

        void maybeHandOver() {
            if (isAsked && at < next && !isDue) {
                isDue = true;
                storage.soon(this::handOver);
            }
        }

        private void handOver() {
            if (!tails.contains(this)) {
                return;
            }
            isDue = false;
            isAsked = false;
            List<StoredRecord> page =
                    log.stream().filter(stored -> stored.offset() >= at).toList();
            at = next;
            to.onNext(new RecordPage(page, at, true));
        }
    }

    @Override
    public CompletionStage<OptionalLong> offsetAt(long timestampMillis) {
        return later(() -> log.stream()
                .filter(stored -> stored.record().timestampMillis() >= timestampMillis)
                .mapToLong(StoredRecord::offset)
                .findFirst());
    }

    @Override
    public CompletionStage<@Nullable StoredRecord> last(byte[] key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Long> trim(long before) {
        return later(() -> {
            while (start < before && !log.isEmpty()) {
                log.removeFirst();
                start++;
            }
            return start;
        });
    }

    @Override
    public void limit(RetentionLimits limits) {}

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return later(() -> state.get(key));
    }

    @Override
    public CompletionStage<StatePage> page(PageRequest request) {
        CompletableFuture<StatePage> stage = new CompletableFuture<>();
        storage.soon(
                request.from(), () -> outcome(() -> entries(request), stage).run());
        return stage;
    }

    private StatePage entries(PageRequest request) {
        List<StatePage.Entry> entries = new ArrayList<>();
        for (Map.Entry<byte[], byte[]> each : state.tailMap(request.from()).entrySet()) {
            if (request.to().length > 0 && Arrays.compareUnsigned(each.getKey(), request.to()) >= 0) {
                break;
            }
            if (entries.size() == request.maxEntries()) {
                return new StatePage(entries, true);
            }
            entries.add(new StatePage.Entry(each.getKey(), each.getValue()));
        }
        return new StatePage(entries, false);
    }
}
