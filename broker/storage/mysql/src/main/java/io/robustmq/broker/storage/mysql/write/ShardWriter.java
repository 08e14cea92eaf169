package io.robustmq.broker.storage.mysql.write;

import io.robustmq.broker.storage.mysql.database.Database;
import io.robustmq.broker.storage.mysql.database.Ownership;
import io.robustmq.broker.storage.mysql.database.Sql;
import io.robustmq.broker.storage.mysql.database.SqlFailures;
import io.robustmq.broker.storage.mysql.rows.IndexedBytes;
import io.robustmq.broker.storage.service.GroupPlan;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.service.WriteQueue;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.hibernate.reactive.stage.Stage;

/**
 * The one writer of a shard: one transaction at a time, each for a group of writes. After a transaction whose end is not
 * known it first reads the shard's row, under its lock, which the database gives only when that transaction is over; so it
 * knows again where the shard stands. Confined to the shard's loop but for {@link #position}.
 */
public final class ShardWriter implements WriteQueue.Medium {
    private static final int ATTEMPTS = 5;

    private final int shard;
    private final long epoch;
    private final int partBytes;
    private final Database.Loop loop;
    private final Consumer<StorageException> onFailed;
    private final Runnable onGrown;
    private final KnownTopics topics = new KnownTopics();
    private boolean unsure;
    private volatile Position position;

    /**
     * @param onFailed called when nothing more can be written
     * @param onGrown called when the log has become longer
     */
    public ShardWriter(
            int shard,
            long epoch,
            int partBytes,
            Database.Loop loop,
            Position position,
            Consumer<StorageException> onFailed,
            Runnable onGrown) {
        this.shard = shard;
        this.epoch = epoch;
        this.partBytes = partBytes;
        this.loop = loop;
        this.position = position;
        this.onFailed = onFailed;
        this.onGrown = onGrown;
    }

    /** As last known to be committed; for any thread. */
    public Position position() {
        return position;
    }

    public boolean isUnsure() {
        return unsure;
    }

    private record Committed(GroupPlan plan, Position before, List<IndexedBytes> newTopics) {}

    @Override
    public CompletionStage<List<WriteQueue.Answer>> commit(List<WriteBatch> group) {
        return change((transaction, before) -> transaction.plan(group).thenCompose(plan -> {
                    if (plan.isEmpty()) {
                        return unchanged(before, new Committed(plan, before, List.of()));
                    }
                    Position after = before.after(plan.records());
                    List<IndexedBytes> newTopics = topics.unknown(plan.records());
                    return transaction
                            .make(plan, before, after, newTopics)
                            .thenApply(made -> new Change<>(after, new Committed(plan, before, newTopics)));
                }))
                .thenApply(committed -> {
                    topics.add(committed.newTopics);
                    return committed.plan.verdicts().stream()
                            .map(verdict -> answer(verdict, committed.before.nextOffset()))
                            .toList();
                });
    }

    /** What a transaction makes of a shard's position, and what it answers. */
    record Change<T>(Position after, T answer) {}

    static <T> CompletionStage<Change<T>> unchanged(Position before, T answer) {
        return CompletableFuture.completedStage(new Change<>(before, answer));
    }

    /** One transaction; tried again if the database has undone it because of others. */
    <T> CompletionStage<T> change(BiFunction<GroupTransaction, Position, CompletionStage<Change<T>>> work) {
        return attempt(work, 1);
    }

    /** Finds out where the shard stands, if that is not known. */
    public CompletionStage<Void> makeSure() {
        if (!unsure) {
            return CompletableFuture.completedStage(null);
        }
        return this.<Boolean>change((transaction, before) -> unchanged(before, true))
                .thenAccept(done -> {});
    }

    void forgetTopics() {
        topics.forgetAll();
    }

    private <T> CompletionStage<T> attempt(
            BiFunction<GroupTransaction, Position, CompletionStage<Change<T>>> work, int number) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.transaction(session -> before(session)
                        .thenCompose(
                                before -> work.apply(new GroupTransaction(session, shard, epoch, partBytes), before)))
                .whenComplete((change, failure) -> {
                    if (failure == null) {
                        unsure = false;
                        moveTo(change.after);
                        answer.complete(change.answer);
                    } else if (SqlFailures.isUndone(failure) && number < ATTEMPTS) {
                        attempt(work, number + 1).whenComplete((again, failedAgain) -> {
                            if (failedAgain == null) {
                                answer.complete(again);
                            } else {
                                answer.completeExceptionally(failedAgain);
                            }
                        });
                    } else {
                        answer.completeExceptionally(failed(StorageFailures.of(failure)));
                    }
                });
        return answer;
    }

    private CompletionStage<Position> before(Stage.StatelessSession session) {
        if (!unsure) {
            return CompletableFuture.completedStage(position);
        }
        return Sql.rows(
                        session,
                        "SELECT epoch, start_offset, next_offset, size_bytes, latest_millis FROM robustmq_shard"
                                + " WHERE shard = ? FOR UPDATE",
                        shard)
                .thenApply(rows -> {
                    Object[] row = rows.getFirst();
                    if (Sql.number(row[0]) != epoch) {
                        throw Ownership.takenOver();
                    }
                    return new Position(Sql.number(row[1]), Sql.number(row[2]), Sql.number(row[3]), Sql.number(row[4]));
                });
    }

    private void moveTo(Position after) {
        boolean grown = after.nextOffset() > position.nextOffset();
        position = after;
        if (grown) {
            onGrown.run();
        }
    }

    private StorageException failed(StorageException failure) {
        unsure = true;
        topics.forgetAll();
        if (failure.kind() == Kind.FAILED) {
            onFailed.accept(failure);
        }
        return failure;
    }

    private static WriteQueue.Answer answer(GroupPlan.Verdict verdict, long base) {
        return switch (verdict) {
            case GroupPlan.Verdict.Made made ->
                new WriteQueue.Answer.Made(
                        new Written(base + made.firstRecord(), base + made.firstRecord() + made.records()));
            case GroupPlan.Verdict.Refused refused -> new WriteQueue.Answer.Refused(refused.why());
        };
    }
}
