package io.robustmq.broker.storage.memory;

import io.robustmq.broker.storage.base.PageBuilder;
import io.robustmq.broker.storage.base.Selections;
import io.robustmq.broker.storage.base.Tails;
import io.robustmq.broker.storage.base.TopicMerge;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One shard in memory. Every call is done when it returns, so that stages are complete already; a lock keeps callers apart,
 * and is held for a bounded amount of work, but for the deletion of a range. Its unit is the record.
 */
final class MemoryShard implements Shard {
    private static final int SCANNED_RECORDS = 4_096;
    private static final int MERGED_TOPICS = 1_024;
    private static final int TAIL_RECORDS = 1_024;
    private static final int TAIL_BYTES = 1 << 20;

    private final MemoryBudget budget;
    private final Tails tails;
    private final Object lock = new Object();
    private final MemoryLog log = new MemoryLog();
    private final MemoryState state = new MemoryState();
    private RetentionLimits limits = RetentionLimits.NONE;
    private boolean closed;

    MemoryShard(MemoryBudget budget, Executor tailExecutor) {
        this.budget = budget;
        this.tails = new Tails(
                new Tails.Log() {
                    @Override
                    public long nextOffset() {
                        return MemoryShard.this.nextOffset();
                    }

                    @Override
                    public CompletionStage<RecordPage> read(ReadRequest request) {
                        return MemoryShard.this.read(request);
                    }
                },
                tailExecutor,
                TAIL_RECORDS,
                TAIL_BYTES);
    }

    @Override
    public CompletionStage<Written> write(WriteBatch batch) {
        CompletionStage<Written> stage = ask(() -> writeNow(batch));
        tails.wake();
        return stage;
    }

    private Written writeNow(WriteBatch batch) {
        StateChange.Require conflict = state.conflict(batch.changes());
        if (conflict != null) {
            throw new StorageException(
                    Kind.CONFLICT, "the key " + HexFormat.of().formatHex(conflict.key()) + " has another value");
        }
        if (batch.sizeBytes() > budget.maxBytes()) {
            throw new StorageException(
                    Kind.TOO_LARGE,
                    "a batch of " + batch.sizeBytes() + " bytes; all of the memory for storage is " + budget.maxBytes()
                            + " bytes: raise storage.memory.max_bytes");
        }
        long growth = state.growth(batch.changes());
        for (LogRecord record : batch.records()) {
            growth += record.sizeBytes();
        }
        if (!budget.take(growth)) {
            throw new StorageException(
                    Kind.FULL,
                    "the memory for storage, " + budget.maxBytes()
                            + " bytes, is full: raise storage.memory.max_bytes, or keep less");
        }
        long first = log.next();
        long bytesBefore = log.bytes();
        batch.records().forEach(log::add);
        long grown = log.bytes() - bytesBefore + state.apply(batch.changes());
        budget.giveBack(growth - grown); // of which the state's part was about
        dropBeyondLimits();
        return new Written(first, log.next());
    }

    @Override
    public long startOffset() {
        synchronized (lock) {
            return log.start();
        }
    }

    @Override
    public long nextOffset() {
        synchronized (lock) {
            return log.next();
        }
    }

    @Override
    public long sizeBytes() {
        synchronized (lock) {
            return log.bytes();
        }
    }

    @Override
    public CompletionStage<RecordPage> read(ReadRequest request) {
        return ask(() -> {
            long from = Math.max(request.fromOffset(), log.start());
            TopicMerge merge = request.topics() == TopicSelection.ALL
                    ? null
                    : TopicMerge.of(log, request.topics(), from, MERGED_TOPICS);
            return merge == null ? scan(request, from) : merged(request, merge, from);
        });
    }

    private RecordPage scan(ReadRequest request, long from) {
        PageBuilder page = new PageBuilder(request);
        long end = Math.min(log.next(), from + SCANNED_RECORDS);
        for (long offset = from; offset < end; offset++) {
            LogRecord record = log.get(offset);
            if (Selections.wants(request.topics(), record.topic()) && !page.add(offset, record)) {
                return page.build(offset, false);
            }
        }
        return page.build(Math.max(from, end), end >= log.next());
    }

    private RecordPage merged(ReadRequest request, TopicMerge merge, long from) {
        PageBuilder page = new PageBuilder(request);
        for (long offset = merge.peek(); offset != Long.MAX_VALUE; offset = merge.peek()) {
            if (!page.add(offset, log.get(offset))) {
                return page.build(offset, false);
            }
            merge.advance();
        }
        return page.build(Math.max(from, log.next()), true);
    }

    @Override
    public Flow.Publisher<RecordPage> tail(long fromOffset) {
        return tails.from(fromOffset);
    }

    @Override
    public CompletionStage<OptionalLong> offsetAt(long timestampMillis) {
        return ask(() -> {
            long offset = log.offsetAt(timestampMillis);
            return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
        });
    }

    @Override
    public CompletionStage<@Nullable StoredRecord> last(byte[] key) {
        return ask(() -> {
            Long offset = log.newestWithKey(key);
            return offset == null ? null : new StoredRecord(offset, log.get(offset));
        });
    }

    @Override
    public CompletionStage<Long> trim(long before) {
        return ask(() -> {
            while (log.start() < Math.min(before, log.next())) {
                budget.giveBack(log.removeOldest());
            }
            return log.start();
        });
    }

    @Override
    public void limit(RetentionLimits limits) {
        synchronized (lock) {
            this.limits = limits;
            dropBeyondLimits();
        }
    }

    void applyLimits() {
        synchronized (lock) {
            dropBeyondLimits();
        }
    }

    private void dropBeyondLimits() {
        while (log.bytes() > limits.maxBytes()) {
            budget.giveBack(log.removeOldest());
        }
        if (limits.maxAgeMillis() == RetentionLimits.UNLIMITED) {
            return;
        }
        long oldest = System.currentTimeMillis() - limits.maxAgeMillis();
        while (log.start() < log.next() && log.get(log.start()).timestampMillis() < oldest) {
            budget.giveBack(log.removeOldest());
        }
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return ask(() -> state.get(key));
    }

    @Override
    public CompletionStage<StatePage> page(PageRequest request) {
        return ask(() -> state.page(request));
    }

    void close() {
        synchronized (lock) {
            closed = true;
        }
        tails.close();
    }

    private <T extends @Nullable Object> CompletionStage<T> ask(Supplier<T> answer) {
        try {
            synchronized (lock) {
                if (closed) {
                    throw new StorageException(Kind.CLOSED, "the storage is closed");
                }
                return CompletableFuture.completedStage(answer.get());
            }
        } catch (StorageException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
