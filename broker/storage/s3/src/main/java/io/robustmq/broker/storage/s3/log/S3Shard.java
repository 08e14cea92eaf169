package io.robustmq.broker.storage.s3.log;

import io.robustmq.broker.storage.base.Tails;
import io.robustmq.broker.storage.s3.S3Settings;
import io.robustmq.broker.storage.s3.object.ObjectNames;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.Follow;
import io.robustmq.broker.storage.service.GroupPlan;
import io.robustmq.broker.storage.service.InFlight;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.service.WriteQueue;
import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One shard: a queue before its chain of batches, readers beside it, and the chores between groups of writes. */
public final class S3Shard implements Shard {
    private static final long MAKE_SURE_AFTER_MILLIS = 500;
    private static final int TAIL_RECORDS = 1_000;
    private static final int TAIL_BYTES = 1 << 20;

    private final S3Settings settings;
    private final ObjectNames.OfShard names;
    private final WriteQueue.Turns turns;
    private final Consumer<String> trouble;
    private final ShardState state = new ShardState();
    private final Chain chain;
    private final Recovery recovery;
    private final Deletion deletion;
    private final Snapshots snapshots;
    private final LogReader reader;
    private final WriteQueue queue;
    private final InFlight reads = new InFlight();
    private final Tails tails;
    private volatile RetentionLimits limits = RetentionLimits.NONE;

    /** @param trouble told what goes wrong with writing, and an empty text when it goes well again */
    public S3Shard(
            S3Settings settings,
            int index,
            ObjectStore store,
            Blocks blocks,
            WriteQueue.Turns turns,
            Consumer<String> trouble) {
        this.names = new ObjectNames(settings.prefix()).shard(index);
        this.settings = settings;
        this.turns = turns;
        this.trouble = trouble;
        this.chain = new Chain(store, names, state, blocks, turns, settings.deleteAfter());
        this.recovery = new Recovery(store, names, state, turns);
        this.deletion = new Deletion(store, turns, names::batch, settings.deleteAfter());
        this.snapshots = new Snapshots(store, names, state, deletion, turns, settings.snapshotBytes());
        this.reader = new LogReader(names, state, blocks, turns);
        this.queue = new WriteQueue(settings.queue(), settings.gather().toMillis(), this::commit, turns);
        this.tails = new Tails(new Follow(this::nextOffset, this::read, turns), turns::run, TAIL_RECORDS, TAIL_BYTES);
    }

    /** Reads where the shard stands and makes it ours; before anything else. */
    public CompletionStage<Void> open() {
        return recovery.run().thenCompose(snapshot -> chain.claim().thenAccept(claimed -> {
            snapshots.begin(snapshot.name(), snapshot.sequence());
            letGo();
            turns.runAfter(settings.retentionInterval().toMillis(), this::tidy);
            recovery.findLeftovers(deletion, snapshot, state.lastSequence());
        }));
    }

    /** No writes any more, for this reason. */
    public void fail(StorageException why) {
        queue.fail(why);
    }

    /** Done when what was accepted is. */
    public CompletionStage<Void> close() {
        return queue.close().thenCompose(written -> reads.close()).thenCompose(read -> {
            tails.close();
            CompletableFuture<Void> told = new CompletableFuture<>();
            turns.run(() -> told.complete(null)); // behind the last step of every tail
            return told;
        });
    }

    @Override
    public CompletionStage<Written> write(WriteBatch batch) {
        return queue.write(batch);
    }

    @Override
    public long startOffset() {
        return state.view().startOffset();
    }

    @Override
    public long nextOffset() {
        return state.view().nextOffset();
    }

    @Override
    public long sizeBytes() {
        return state.view().logBytes();
    }

    @Override
    public CompletionStage<RecordPage> read(ReadRequest request) {
        return reads.ask(() -> onTurn(() -> reader.read(request)));
    }

    @Override
    public Flow.Publisher<RecordPage> tail(long fromOffset) {
        return tails.from(fromOffset);
    }

    @Override
    public CompletionStage<OptionalLong> offsetAt(long timestampMillis) {
        return reads.ask(() -> onTurn(() -> reader.offsetAt(timestampMillis)));
    }

    @Override
    public CompletionStage<@Nullable StoredRecord> last(byte[] key) {
        return reads.ask(() -> onTurn(() -> reader.last(key)));
    }

    @Override
    public CompletionStage<Long> trim(long before) {
        return queue.chore(() -> moveStart(before));
    }

    @Override
    public void limit(RetentionLimits limits) {
        this.limits = limits;
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return reads.ask(() -> CompletableFuture.completedStage(state.state().get(key)));
    }

    @Override
    public CompletionStage<StatePage> page(PageRequest request) {
        return reads.ask(() -> CompletableFuture.completedStage(pageNow(request)));
    }

    private StatePage pageNow(PageRequest request) {
        NavigableMap<byte[], byte[]> from = state.state().tailMap(request.from(), true);
        List<StatePage.Entry> entries = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<byte[], byte[]> entry : from.entrySet()) {
            if (request.to().length > 0 && java.util.Arrays.compareUnsigned(entry.getKey(), request.to()) >= 0) {
                return new StatePage(entries, false);
            }
            bytes += entry.getKey().length + entry.getValue().length;
            if (!entries.isEmpty() && (entries.size() >= request.maxEntries() || bytes > request.maxBytes())) {
                return new StatePage(entries, true);
            }
            entries.add(new StatePage.Entry(entry.getKey(), entry.getValue()));
        }
        return new StatePage(entries, false);
    }

    private CompletionStage<List<WriteQueue.Answer>> commit(List<WriteBatch> group) {
        GroupPlan plan = new GroupPlan(state.state()::get);
        group.forEach(plan::add);
        if (plan.isEmpty() && !chain.isInDoubt()) {
            return CompletableFuture.completedStage(answers(plan, state.view().nextOffset()));
        }
        long bytes = state.stateBytesAfter(plan.keys());
        if (bytes > settings.stateBytes() && bytes > state.stateBytes()) {
            return CompletableFuture.failedStage(new StorageException(
                    Kind.FULL,
                    "The state of the shard would take " + bytes + " bytes; storage.s3.state_bytes allows "
                            + settings.stateBytes()));
        }
        return guarded(chain.append(plan)).thenCompose(outcome -> {
            if (outcome instanceof Chain.Outcome.Done done) {
                snapshots.onBatch(done.index());
                tails.wake();
                return CompletableFuture.completedStage(
                        answers(plan, done.index().baseOffset()));
            }
            tails.wake();
            return commit(group);
        });
    }

    private static List<WriteQueue.Answer> answers(GroupPlan plan, long base) {
        return plan.verdicts().stream().map(verdict -> answer(verdict, base)).toList();
    }

    private static WriteQueue.Answer answer(GroupPlan.Verdict verdict, long base) {
        return switch (verdict) {
            case GroupPlan.Verdict.Made made ->
                new WriteQueue.Answer.Made(
                        new Written(base + made.firstRecord(), base + made.firstRecord() + made.records()));
            case GroupPlan.Verdict.Refused refused -> new WriteQueue.Answer.Refused(refused.why());
        };
    }

    private CompletionStage<Long> moveStart(long before) {
        ShardState.View view = state.view();
        long start = Math.min(before, view.nextOffset());
        if (start <= view.startOffset()) {
            return CompletableFuture.completedStage(view.startOffset());
        }
        return guarded(chain.append(start)).thenCompose(outcome -> {
            if (outcome instanceof Chain.Outcome.Done done) {
                letGo();
                snapshots.onBatch(done.index());
                return CompletableFuture.completedStage(start);
            }
            return moveStart(before);
        });
    }

    private void letGo() {
        state.dropSpans(span -> {
            snapshots.unneeded(span.first(), span.last());
            deletion.objects(List.of(names.span(span.first(), span.last())));
        });
        state.dropBatches(batch -> snapshots.unneeded(batch.sequence(), batch.sequence()));
    }

    /** Watches how appending ends. */
    private CompletionStage<Chain.Outcome> guarded(CompletionStage<Chain.Outcome> append) {
        return append.whenComplete((outcome, failure) -> {
            if (failure == null) {
                trouble.accept("");
                return;
            }
            StorageException why = StorageFailures.of(failure);
            trouble.accept(StorageFailures.says(why));
            if (why.kind() == Kind.FAILED) {
                queue.fail(why);
            } else {
                turns.runAfter(MAKE_SURE_AFTER_MILLIS, this::makeSure);
            }
        });
    }

    /** Nobody may write for long: finds out by itself whether the writes in doubt are there. */
    private void makeSure() {
        if (chain.isInDoubt() && !reads.isClosed()) {
            queue.chore(() -> chain.isInDoubt()
                    ? guarded(chain.append(state.view().startOffset())).thenAccept(outcome -> {
                        if (outcome instanceof Chain.Outcome.Done done) {
                            snapshots.onBatch(done.index());
                        }
                        tails.wake();
                    })
                    : CompletableFuture.<Void>completedStage(null));
        }
    }

    private void tidy() {
        if (reads.isClosed()) {
            return;
        }
        RetentionLimits now = limits;
        queue.chore(() -> moveStart(state.startWithin(now, System.currentTimeMillis())))
                .thenCompose(start -> onTurn(deletion::run))
                .whenComplete((done, failure) ->
                        turns.runAfter(settings.retentionInterval().toMillis(), this::tidy));
    }

    private <T extends @Nullable Object> CompletionStage<T> onTurn(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        turns.run(() -> {
            CompletionStage<T> stage;
            try {
                stage = work.get();
            } catch (RuntimeException e) {
                stage = CompletableFuture.failedStage(e);
            }
            stage.whenComplete((value, failure) -> {
                if (failure == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(StorageFailures.of(failure));
                }
            });
        });
        return answer;
    }
}
