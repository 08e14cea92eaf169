package io.robustmq.broker.storage.journal;

import com.google.protobuf.UnsafeByteOperations;
import io.robustmq.broker.storage.base.Tails;
import io.robustmq.broker.storage.service.Follow;
import io.robustmq.broker.storage.service.InFlight;
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
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.api.v1.GetRequest;
import io.robustmq.journal.api.v1.LastRequest;
import io.robustmq.journal.api.v1.OffsetAtRequest;
import io.robustmq.journal.api.v1.Outcome;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.TailResponse;
import io.robustmq.journal.api.v1.TrimRequest;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.client.Appender;
import io.robustmq.journal.client.JournalClient;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One shard: a queue before the client's appender, questions to whoever leads its group, and the newest records for who follows. */
final class JournalShard implements Shard {
    /** A request may have this many bytes of one batch beside a full group. */
    private static final int MAX_BATCH_BYTES = 17 << 20;

    /** Behind every offset: what is asked there is only where the log ends. */
    private static final long BEHIND_ALL = Long.MAX_VALUE / 2;

    private static final int TAIL_RECORDS = 1_000;
    private static final int TAIL_BYTES = 1 << 20;
    private static final int MAX_PAGE_BYTES = 8 << 20;

    private final JournalSettings settings;
    private final ShardRef shard;
    private final JournalClient client;
    private final WriteQueue.Turns turns;
    private final Consumer<String> trouble;
    private final Appender appender;
    private final WriteQueue queue;
    private final InFlight reads = new InFlight();
    private final Edges edges = new Edges();
    private final Tails tails;
    private volatile Live live = new Live(0, 0);
    private volatile RetentionLimits limits = RetentionLimits.NONE;

    /** @param trouble told what goes wrong with writing, and an empty text when it goes well again */
    JournalShard(
            JournalSettings settings,
            ShardRef shard,
            JournalClient client,
            WriteQueue.Turns turns,
            Consumer<String> trouble) {
        this.settings = settings;
        this.shard = shard;
        this.client = client;
        this.turns = turns;
        this.trouble = trouble;
        this.appender = client.appender(shard);
        this.queue = new WriteQueue(settings.queue(), 0, this::commit, turns);
        this.tails =
                new Tails(new Follow(this::nextOffset, this::readTail, turns), turns::run, TAIL_RECORDS, TAIL_BYTES);
    }

    /** Finds out where the log begins and ends; before anything else. */
    CompletionStage<Void> open() {
        return client.read(io.robustmq.journal.api.v1.ReadRequest.newBuilder()
                        .setShard(shard)
                        .setFromOffset(BEHIND_ALL)
                        .setMaxRecords(1)
                        .build())
                .thenAccept(answer -> {
                    edges.learn(answer.getEdges());
                    live = new Live(settings.tailBytes(), edges.next());
                    tidyLater();
                });
    }

    // ---- writing

    @Override
    public CompletionStage<Written> write(WriteBatch batch) {
        return queue.write(batch);
    }

    private CompletionStage<List<WriteQueue.Answer>> commit(List<WriteBatch> group) {
        List<Write> writes = new ArrayList<>(group.size());
        for (WriteBatch batch : group) {
            if (!isTooLarge(batch) && !isEmpty(batch)) {
                writes.add(Translation.toJournal(batch));
            }
        }
        if (writes.isEmpty()) {
            return CompletableFuture.completedStage(answers(group, Appended.getDefaultInstance()));
        }
        return appender.append(writes)
                .handleAsync(
                        (appended, failure) -> {
                            if (failure != null) {
                                StorageException why = Translation.failure(failure);
                                trouble.accept(why.getMessage());
                                throw why;
                            }
                            trouble.accept("");
                            List<WriteQueue.Answer> answers = answers(group, appended);
                            tails.wake();
                            return answers;
                        },
                        turns::run);
    }

    private static boolean isEmpty(WriteBatch batch) {
        return batch.records().isEmpty() && batch.changes().isEmpty();
    }

    private static boolean isTooLarge(WriteBatch batch) {
        return batch.sizeBytes() > MAX_BATCH_BYTES;
    }

    private List<WriteQueue.Answer> answers(List<WriteBatch> group, Appended appended) {
        List<WriteQueue.Answer> answers = new ArrayList<>(group.size());
        int place = 0;
        // More may be known of the log by now; batches with nothing in them stand where the others do.
        long at = appended.getOutcomesCount() == 0
                ? edges.next()
                : appended.getOutcomes(0).getFirstOffset();
        for (WriteBatch batch : group) {
            if (isTooLarge(batch)) {
                answers.add(new WriteQueue.Answer.Refused(new StorageException(
                        Kind.TOO_LARGE,
                        "a batch of about " + batch.sizeBytes() + " bytes; at most " + MAX_BATCH_BYTES
                                + " can be written together")));
            } else if (isEmpty(batch)) {
                answers.add(new WriteQueue.Answer.Made(new Written(at, at)));
            } else {
                Outcome outcome = appended.getOutcomes(place++);
                answers.add(answer(outcome));
                at = outcome.getNextOffset();
            }
        }
        return answers;
    }

    private WriteQueue.Answer answer(Outcome outcome) {
        if (outcome.getConflict()) {
            return new WriteQueue.Answer.Refused(
                    new StorageException(Kind.CONFLICT, "a key does not have the value that was required"));
        }
        edges.grown(outcome.getNextOffset());
        return new WriteQueue.Answer.Made(new Written(outcome.getFirstOffset(), outcome.getNextOffset()));
    }

    // ---- the log

    @Override
    public long startOffset() {
        return edges.start();
    }

    @Override
    public long nextOffset() {
        return edges.next();
    }

    @Override
    public long sizeBytes() {
        return edges.bytes();
    }

    private <T extends @Nullable Object> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        return reads.ask(() -> onTurn(question));
    }

    private <T extends @Nullable Object> CompletionStage<T> onTurn(Supplier<CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        question.get()
                .whenComplete((value, failure) -> turns.run(() -> {
                    if (failure == null) {
                        answer.complete(value);
                    } else {
                        answer.completeExceptionally(Translation.failure(failure));
                    }
                }));
        return answer;
    }

    @Override
    public CompletionStage<RecordPage> read(ReadRequest request) {
        return ask(() -> readNow(request));
    }

    private CompletionStage<RecordPage> readNow(ReadRequest request) {
        boolean all = request.topics() == TopicSelection.ALL;
        if (!all && request.topics().ranges().isEmpty()) { // which the journal would take for all
            return CompletableFuture.completedStage(
                    new RecordPage(List.of(), Math.max(request.fromOffset(), edges.next()), true));
        }
        return client.read(io.robustmq.journal.api.v1.ReadRequest.newBuilder()
                        .setShard(shard)
                        .setFromOffset(Math.max(0, request.fromOffset()))
                        .addAllTopics(all ? List.of() : Translation.toJournal(request.topics()))
                        .setMaxRecords(request.maxRecords())
                        .setMaxBytes(Math.min(MAX_PAGE_BYTES, request.maxBytes()))
                        .build())
                .thenApply(answer -> {
                    edges.learn(answer.getEdges());
                    List<StoredRecord> records = new ArrayList<>(answer.getRecordsCount());
                    answer.getRecordsList().forEach(stored -> {
                        StoredRecord record = Translation.fromJournal(stored);
                        if (all || request.topics().matches(record.record().topic())) {
                            records.add(record);
                        }
                    });
                    return new RecordPage(records, answer.getNextOffset(), answer.getAtEnd());
                });
    }

    private CompletionStage<RecordPage> readTail(ReadRequest request) {
        RecordPage page = live.from(request.fromOffset());
        return page == null ? read(request) : CompletableFuture.completedStage(page);
    }

    @Override
    public Flow.Publisher<RecordPage> tail(long fromOffset) {
        return tails.from(fromOffset);
    }

    /** Where the tail of the group has to begin, so that nothing is missing between what is there and what comes. */
    long followedFrom() {
        return live.end();
    }

    /** Records that came over the tail of the group. */
    void received(TailResponse response) {
        List<StoredRecord> records = new ArrayList<>(response.getRecordsCount());
        response.getRecordsList().forEach(stored -> records.add(Translation.fromJournal(stored)));
        live.add(records, response.getNextOffset(), tails.lowest());
        edges.grown(response.getNextOffset());
        tails.wake();
    }

    @Override
    public CompletionStage<OptionalLong> offsetAt(long timestampMillis) {
        return ask(() -> client.offsetAt(OffsetAtRequest.newBuilder()
                        .setShard(shard)
                        .setTimestampMillis(timestampMillis)
                        .build())
                .thenApply(answer -> answer.hasOffset() ? OptionalLong.of(answer.getOffset()) : OptionalLong.empty()));
    }

    @Override
    public CompletionStage<@Nullable StoredRecord> last(byte[] key) {
        return this.<@Nullable StoredRecord>ask(() -> client.last(LastRequest.newBuilder()
                        .setShard(shard)
                        .setKey(UnsafeByteOperations.unsafeWrap(key))
                        .build())
                .thenApply(answer -> answer.hasRecord() ? Translation.fromJournal(answer.getRecord()) : null));
    }

    // ---- keeping

    @Override
    public CompletionStage<Long> trim(long before) {
        return queue.chore(() -> onTurn(() -> trim(TrimRequest.newBuilder()
                .setShard(shard)
                .setBefore(Math.clamp(before, 0, edges.next()))
                .build())));
    }

    private CompletionStage<Long> trim(TrimRequest request) {
        return client.trim(request).thenApply(answer -> {
            edges.learn(answer.getEdges());
            return edges.start();
        });
    }

    @Override
    public void limit(RetentionLimits given) {
        limits = given;
    }

    private void tidyLater() {
        turns.runAfter(settings.retentionInterval().toMillis(), this::tidy);
    }

    private void tidy() {
        RetentionLimits now = limits;
        if (reads.isClosed()) {
            return;
        }
        if (now.equals(RetentionLimits.NONE)) {
            tidyLater();
            return;
        }
        TrimRequest.Builder request = TrimRequest.newBuilder().setShard(shard);
        if (now.maxAgeMillis() != RetentionLimits.UNLIMITED) {
            request.setOlderThanMillis(System.currentTimeMillis() - now.maxAgeMillis());
        }
        if (now.maxBytes() != RetentionLimits.UNLIMITED) {
            request.setMaxBytes(now.maxBytes());
        }
        ask(() -> trim(request.build())).whenComplete((start, failure) -> tidyLater());
    }

    // ---- the state

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return this.<byte @Nullable []>ask(() -> client.get(GetRequest.newBuilder()
                        .setShard(shard)
                        .setKey(UnsafeByteOperations.unsafeWrap(key))
                        .build())
                .thenApply(answer -> answer.hasValue() ? answer.getValue().toByteArray() : null));
    }

    @Override
    public CompletionStage<StatePage> page(PageRequest request) {
        return ask(() -> client.page(io.robustmq.journal.api.v1.PageRequest.newBuilder()
                        .setShard(shard)
                        .setFrom(UnsafeByteOperations.unsafeWrap(request.from()))
                        .setTo(UnsafeByteOperations.unsafeWrap(request.to()))
                        .setMaxEntries(request.maxEntries())
                        .setMaxBytes(Math.min(MAX_PAGE_BYTES, request.maxBytes()))
                        .build())
                .thenApply(answer -> {
                    List<StatePage.Entry> entries = new ArrayList<>(answer.getEntriesCount());
                    answer.getEntriesList()
                            .forEach(entry -> entries.add(new StatePage.Entry(
                                    entry.getKey().toByteArray(),
                                    entry.getValue().toByteArray())));
                    return new StatePage(entries, answer.getMore());
                }));
    }

    // ---- closing

    /** Done when what was accepted is. */
    CompletionStage<Void> close() {
        return queue.close().thenCompose(written -> reads.close()).thenCompose(read -> {
            appender.close();
            tails.close();
            CompletableFuture<Void> told = new CompletableFuture<>();
            turns.run(() -> told.complete(null)); // behind the last step of every tail
            return told;
        });
    }
}
