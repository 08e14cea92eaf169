package io.robustmq.broker.storage.mysql.database;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;

/** Brings the tables to the version this code knows. One broker at a time does so; the others wait for it. */
public final class Schema {
    private static final String LOCK = "robustmq-schema";
    private static final int LOCK_SECONDS = 30;

    private Schema() {}

    /** The version of this code. */
    public static int version() {
        return Migrations.VERSIONS.size();
    }

    public static CompletionStage<Void> upgrade(Database.Loop loop) {
        return loop.read(session -> lock(session).thenCompose(locked -> migrate(session)
                .handle((done, failure) -> Sql.rows(session, "SELECT RELEASE_LOCK('" + LOCK + "'), 1")
                        .thenCompose(released -> failure == null
                                ? CompletableFuture.<Void>completedStage(null)
                                : CompletableFuture.<Void>failedStage(failure)))
                .thenCompose(stage -> stage)));
    }

    private static CompletionStage<Void> lock(Stage.StatelessSession session) {
        return Sql.rows(session, "SELECT GET_LOCK('" + LOCK + "', " + LOCK_SECONDS + "), 1")
                .thenAccept(rows -> {
                    if (rows.getFirst()[0] == null || Sql.number(rows.getFirst()[0]) != 1) {
                        throw new StorageException(
                                Kind.UNAVAILABLE, "Another broker is changing the tables for long: try again");
                    }
                });
    }

    private static CompletionStage<Void> migrate(Stage.StatelessSession session) {
        return Sql.change(session, Migrations.VERSION_TABLE)
                .thenCompose(made -> Sql.rows(session, "SELECT COALESCE(MAX(version), 0), 1 FROM robustmq_schema"))
                .thenCompose(rows -> {
                    int found = (int) Sql.number(rows.getFirst()[0]);
                    if (found > version()) {
                        throw new StorageException(
                                Kind.FAILED,
                                "The tables are of version " + found + ", made by a newer broker; this one knows "
                                        + version() + ": start that one, or give this one a schema of its own");
                    }
                    return from(session, found);
                });
    }

    private static CompletionStage<Void> from(Stage.StatelessSession session, int version) {
        if (version == version()) {
            return CompletableFuture.completedStage(null);
        }
        CompletionStage<Integer> step = CompletableFuture.completedStage(0);
        for (String statement : Migrations.VERSIONS.get(version)) {
            step = step.thenCompose(done -> Sql.change(session, statement));
        }
        return step.thenCompose(done ->
                        Sql.change(session, "INSERT INTO robustmq_schema VALUES (?, UTC_TIMESTAMP(3))", version + 1))
                .thenCompose(done -> from(session, version + 1));
    }
}
