package io.robustmq.broker.storage.mysql.write;

import io.robustmq.broker.storage.mysql.database.Sql;
import io.robustmq.broker.storage.spi.RetentionLimits;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;

/**
 * Lets old records go: the start is moved first, in one transaction, then the rows below it are deleted some thousand at a
 * time, so that writes get their turn in between. Each method is a chore of the shard's queue.
 */
public final class Trimming {
    private static final int RECORDS_A_STEP = 2_000;
    private static final int TOPICS_A_STEP = 500;

    private final int shard;
    private final ShardWriter writer;
    private byte[] topicsSweptTo = {};

    public Trimming(int shard, ShardWriter writer) {
        this.shard = shard;
        this.writer = writer;
    }

    /** Moves the start up to {@code before}, at most to the end. Returns the start. */
    public CompletionStage<Long> moveStart(long before) {
        return writer.change((transaction, at) -> {
            long start = Math.min(Math.max(before, at.startOffset()), at.nextOffset());
            if (start == at.startOffset()) {
                return ShardWriter.unchanged(at, start);
            }
            Position after = at.startingAt(start);
            return transaction.moveTo(after).thenApply(moved -> new ShardWriter.Change<>(after, start));
        });
    }

    /** Moves the start past some of the oldest records that the limits let go. True: there may be more of them. */
    public CompletionStage<Boolean> applyLimits(RetentionLimits limits, long nowMillis) {
        return writer.change((transaction, at) -> {
            boolean mayApply = at.startOffset() < at.nextOffset()
                    && (at.sizeBytes() > limits.maxBytes() || limits.maxAgeMillis() != RetentionLimits.UNLIMITED);
            if (!mayApply) {
                return ShardWriter.unchanged(at, false);
            }
            return oldest(transaction.session(), at.startOffset(), at.nextOffset())
                    .thenCompose(oldest -> {
                        long start = startAfter(oldest, at, limits, nowMillis);
                        if (start == at.startOffset()) {
                            return ShardWriter.unchanged(at, false);
                        }
                        boolean all = oldest.isEmpty() || start == offset(oldest.getLast()) + 1;
                        Position after = at.startingAt(start);
                        return transaction
                                .moveTo(after)
                                .thenApply(moved -> new ShardWriter.Change<>(after, all && start < at.nextOffset()));
                    });
        });
    }

    /** Deletes some of the records below the start. True: there are more. */
    public CompletionStage<Boolean> deleteSome() {
        return writer.change((transaction, at) -> oldest(transaction.session(), 0, at.startOffset())
                .thenCompose(oldest -> {
                    if (oldest.isEmpty()) {
                        return ShardWriter.unchanged(at, false);
                    }
                    long bytes = 0;
                    for (Object[] row : oldest) {
                        bytes += Sql.number(row[1]);
                    }
                    Position after = at.lessBytes(bytes);
                    return transaction
                            .moveTo(after)
                            .thenCompose(fenced -> Sql.change(
                                    transaction.session(),
                                    "DELETE FROM robustmq_record WHERE shard = ? AND record_offset <= ?",
                                    shard,
                                    offset(oldest.getLast())))
                            .thenApply(deleted -> new ShardWriter.Change<>(after, oldest.size() == RECORDS_A_STEP));
                }));
    }

    /** Forgets some of the topics that have no record any more; goes on at the next call, round and round. */
    public CompletionStage<Void> sweepTopics() {
        return writer.change((transaction, at) -> Sql.rows(
                                transaction.session(),
                                "SELECT topic, 1 FROM robustmq_topic WHERE shard = ? AND topic > ? ORDER BY topic LIMIT "
                                        + TOPICS_A_STEP,
                                shard,
                                topicsSweptTo)
                        .thenCompose(topics -> sweep(transaction, at, topics)))
                .thenAccept(deleted -> {
                    if (deleted > 0) {
                        writer.forgetTopics();
                    }
                });
    }

    private CompletionStage<ShardWriter.Change<Integer>> sweep(
            GroupTransaction transaction, Position at, List<Object[]> topics) {
        if (topics.isEmpty()) {
            topicsSweptTo = new byte[0];
            return ShardWriter.unchanged(at, 0);
        }
        byte[] from = topicsSweptTo;
        byte[] to = Sql.bytes(topics.getLast()[0]);
        topicsSweptTo = topics.size() < TOPICS_A_STEP ? new byte[0] : to;
        return transaction
                .moveTo(at)
                .thenCompose(fenced -> Sql.change(
                        transaction.session(),
                        "DELETE FROM robustmq_topic WHERE shard = ? AND topic > ? AND topic <= ? AND NOT EXISTS (SELECT 1"
                                + " FROM robustmq_record WHERE robustmq_record.shard = robustmq_topic.shard"
                                + " AND robustmq_record.topic = robustmq_topic.topic)",
                        shard,
                        from,
                        to))
                .thenApply(deleted -> new ShardWriter.Change<>(at, deleted));
    }

    /** Offset, size and time stamp of the first records of a range. */
    private CompletionStage<List<Object[]>> oldest(Stage.StatelessSession session, long from, long before) {
        if (from >= before) {
            return CompletableFuture.completedStage(List.of());
        }
        return Sql.rows(
                session,
                "SELECT record_offset, size_bytes, published_millis FROM robustmq_record FORCE INDEX (PRIMARY)"
                        + " WHERE shard = ? AND record_offset >= ? AND record_offset < ? AND part = 0"
                        + " ORDER BY record_offset LIMIT " + RECORDS_A_STEP,
                shard,
                from,
                before);
    }

    private static long startAfter(List<Object[]> oldest, Position at, RetentionLimits limits, long nowMillis) {
        long keepFromMillis =
                limits.maxAgeMillis() == RetentionLimits.UNLIMITED ? Long.MIN_VALUE : nowMillis - limits.maxAgeMillis();
        long start = at.startOffset();
        long bytes = at.sizeBytes();
        for (Object[] row : oldest) {
            if (bytes <= limits.maxBytes() && Sql.number(row[2]) >= keepFromMillis) {
                return start;
            }
            start = offset(row) + 1;
            bytes -= Sql.number(row[1]);
        }
        return start;
    }

    private static long offset(Object[] row) {
        return Sql.number(row[0]);
    }
}
