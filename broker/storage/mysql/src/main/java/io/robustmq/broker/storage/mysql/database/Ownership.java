package io.robustmq.broker.storage.mysql.database;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;

/**
 * One broker's hold on the tables: a row that says who it is, in which epoch, and when it was last seen, by the database's
 * clock. Whoever takes over writes the next epoch into every shard's row, waiting there for a transaction under way; a
 * transaction of an older epoch changes nothing from then on. The time only keeps out those who should not try.
 *
 * @param epoch 1 or more, greater than every earlier one
 * @param shards how many shards the tables have
 */
public record Ownership(long epoch, int shards) {

    /**
     * Takes the tables, making the rows of new ones. Empty if another broker holds them and was seen within the lease.
     *
     * @param owner who asks; the same one need not wait for its own earlier lease
     * @param shards for new tables
     */
    public static CompletionStage<Optional<Ownership>> take(
            Database.Loop loop, String owner, int shards, Duration lease) {
        return loop.transaction(session -> Sql.change(
                        session,
                        "INSERT IGNORE INTO robustmq_storage (id, shards, epoch, owner, seen_at) VALUES (1, ?, 0, '', NULL)",
                        shards)
                .thenCompose(made -> Sql.rows(
                        session,
                        "SELECT owner, epoch, shards,"
                                + " COALESCE(TIMESTAMPDIFF(MICROSECOND, seen_at, UTC_TIMESTAMP(3)), -1)"
                                + " FROM robustmq_storage WHERE id = 1 FOR UPDATE"))
                .thenCompose(rows -> {
                    Object[] row = rows.getFirst();
                    long ageMicros = Sql.number(row[3]);
                    boolean held = !owner.equals(row[0]) && ageMicros >= 0 && ageMicros < lease.toNanos() / 1_000;
                    return held
                            ? CompletableFuture.completedStage(Optional.empty())
                            : take(session, owner, Sql.number(row[1]) + 1, (int) Sql.number(row[2]));
                }));
    }

    private static CompletionStage<Optional<Ownership>> take(
            Stage.StatelessSession session, String owner, long epoch, int shards) {
        CompletionStage<Integer> step = Sql.change(
                session,
                "UPDATE robustmq_storage SET owner = ?, epoch = ?, seen_at = UTC_TIMESTAMP(3) WHERE id = 1",
                owner,
                epoch);
        for (int shard = 0; shard < shards; shard++) {
            int index = shard;
            step = step.thenCompose(done -> Sql.change(
                    session, "INSERT IGNORE INTO robustmq_shard VALUES (?, 0, 0, 0, 0, ?)", index, Long.MIN_VALUE));
        }
        return step.thenCompose(done -> Sql.change(session, "UPDATE robustmq_shard SET epoch = ?", epoch))
                .thenApply(done -> Optional.of(new Ownership(epoch, shards)));
    }

    /** Says that the owner is there. Fails with {@link Kind#FAILED} if somebody has taken over. */
    public CompletionStage<Void> renew(Database.Loop loop) {
        return seen(loop, "UTC_TIMESTAMP(3)").thenAccept(rows -> {
            if (rows == 0) {
                throw takenOver();
            }
        });
    }

    /** Lets others in without waiting. */
    public CompletionStage<Void> giveUp(Database.Loop loop) {
        return seen(loop, "NULL").thenAccept(rows -> {});
    }

    private CompletionStage<Integer> seen(Database.Loop loop, String when) {
        return loop.transaction(session -> Sql.change(
                session, "UPDATE robustmq_storage SET seen_at = " + when + " WHERE id = 1 AND epoch = ?", epoch));
    }

    /** Who holds the tables, for a message. */
    public static CompletionStage<String> holder(Database.Loop loop) {
        return loop.read(session -> Sql.rows(session, "SELECT owner, 1 FROM robustmq_storage WHERE id = 1"))
                .thenApply((List<Object[]> rows) -> rows.isEmpty() ? "nobody" : String.valueOf(rows.getFirst()[0]));
    }

    public static StorageException takenOver() {
        return new StorageException(
                Kind.FAILED,
                "Another broker has taken over these tables, and this one must stop: give each broker a schema of its own");
    }
}
