package io.robustmq.broker.storage.mysql;

import io.robustmq.broker.storage.base.Tails;
import io.robustmq.broker.storage.mysql.database.Database;
import io.robustmq.broker.storage.mysql.read.ShardReader;
import io.robustmq.broker.storage.mysql.write.Position;
import io.robustmq.broker.storage.mysql.write.ShardWriter;
import io.robustmq.broker.storage.mysql.write.Trimming;
import io.robustmq.broker.storage.service.Follow;
import io.robustmq.broker.storage.service.InFlight;
import io.robustmq.broker.storage.service.WriteQueue;
import io.robustmq.broker.storage.spi.LogRecord;
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
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** One shard: a queue before its writer, readers beside it, and the chores between groups of writes. */
final class MysqlShard implements Shard {
    private static final long MAKE_SURE_AFTER_MILLIS = 500;
    private static final int TAIL_RECORDS = 1_000;
    private static final int TAIL_BYTES = 1 << 20;

    private final MysqlSettings settings;
    private final int partBytes;
    private final Database.Loop loop;
    private final WriteQueue queue;
    private final ShardWriter writer;
    private final ShardReader reader;
    private final Trimming trimming;
    private final Tails tails;
    private final InFlight reads = new InFlight();
    private volatile RetentionLimits limits = RetentionLimits.NONE;

    MysqlShard(MysqlSettings settings, int index, long epoch, int partBytes, Database.Loop loop, Position position) {
        this.settings = settings;
        this.partBytes = partBytes;
        this.loop = loop;
        this.tails = new Tails(new Follow(this::nextOffset, this::read, loop), loop::run, TAIL_RECORDS, TAIL_BYTES);
        this.writer = new ShardWriter(index, epoch, partBytes, loop, position, this::fail, tails::wake);
        this.reader = new ShardReader(loop, index);
        this.trimming = new Trimming(index, writer);
        this.queue = new WriteQueue(settings.queue(), 0, this::commit, loop);
    }

    /** Begins to apply limits from time to time. */
    void start() {
        loop.runAfter(settings.retentionInterval().toMillis(), this::retain);
    }

    /** No writes any more, for this reason. */
    void fail(StorageException why) {
        queue.fail(why);
    }

    /** Done when what was accepted is. */
    CompletionStage<Void> close() {
        return queue.close().thenCompose(written -> reads.close()).thenCompose(read -> {
            tails.close();
            CompletableFuture<Void> told = new CompletableFuture<>();
            loop.run(() -> told.complete(null)); // behind the last step of every tail
            return told;
        });
    }

    @Override
    public CompletionStage<Written> write(WriteBatch batch) {
        for (LogRecord record : batch.records()) {
            int bytes = record.sizeBytes() - record.value().length - record.topic().length;
            if (bytes > partBytes) {
                return CompletableFuture.failedStage(new StorageException(
                        Kind.TOO_LARGE,
                        "Key and headers of a record take " + bytes + " bytes; the database takes " + partBytes
                                + ": raise its max_allowed_packet"));
            }
        }
        return queue.write(batch);
    }

    @Override
    public long startOffset() {
        return writer.position().startOffset();
    }

    @Override
    public long nextOffset() {
        return writer.position().nextOffset();
    }

    @Override
    public long sizeBytes() {
        return writer.position().sizeBytes();
    }

    @Override
    public CompletionStage<RecordPage> read(ReadRequest request) {
        Position position = writer.position();
        return reads.ask(() -> reader.read(request, position.startOffset(), position.nextOffset()));
    }

    @Override
    public Flow.Publisher<RecordPage> tail(long fromOffset) {
        return tails.from(fromOffset);
    }

    @Override
    public CompletionStage<OptionalLong> offsetAt(long timestampMillis) {
        Position position = writer.position();
        return reads.ask(() -> reader.offsetAt(timestampMillis, position.startOffset(), position.nextOffset()));
    }

    @Override
    public CompletionStage<@Nullable StoredRecord> last(byte[] key) {
        Position position = writer.position();
        return reads.ask(() -> reader.last(key, position.startOffset(), position.nextOffset()));
    }

    @Override
    public CompletionStage<Long> trim(long before) {
        return queue.chore(() -> trimming.moveStart(before))
                .thenCompose(start -> deleteTrimmed().thenApply(done -> start));
    }

    @Override
    public void limit(RetentionLimits limits) {
        this.limits = limits;
        if (!reads.isClosed()) {
            loop.run(this::applyLimits);
        }
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return reads.ask(() -> reader.get(key));
    }

    @Override
    public CompletionStage<StatePage> page(PageRequest request) {
        return reads.ask(() -> reader.page(request));
    }

    private CompletionStage<java.util.List<WriteQueue.Answer>> commit(java.util.List<WriteBatch> group) {
        CompletableFuture<java.util.List<WriteQueue.Answer>> answer = new CompletableFuture<>();
        writer.commit(group).whenComplete((answers, failure) -> {
            if (failure == null) {
                answer.complete(answers);
            } else {
                loop.runAfter(MAKE_SURE_AFTER_MILLIS, this::makeSure);
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    /** Nobody may write for long: finds out by itself whether the writes in doubt are there. */
    private void makeSure() {
        if (reads.isClosed() || !writer.isUnsure()) {
            return;
        }
        queue.chore(writer::makeSure).whenComplete((sure, failure) -> {
            if (failure != null) {
                loop.runAfter(MAKE_SURE_AFTER_MILLIS, this::makeSure);
            }
        });
    }

    private CompletionStage<Void> deleteTrimmed() {
        return queue.chore(trimming::deleteSome)
                .thenCompose(more -> more ? deleteTrimmed() : CompletableFuture.completedStage(null));
    }

    private void retain() {
        if (reads.isClosed()) {
            return;
        }
        applyLimits()
                .thenCompose(done -> queue.chore(trimming::sweepTopics))
                .whenComplete((done, failure) ->
                        loop.runAfter(settings.retentionInterval().toMillis(), this::retain));
    }

    private CompletionStage<Void> applyLimits() {
        RetentionLimits now = limits;
        return queue.chore(() -> trimming.applyLimits(now, System.currentTimeMillis()))
                .thenCompose(more -> deleteTrimmed().thenCompose(done -> more ? applyLimits() : done()));
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedStage(null);
    }
}
