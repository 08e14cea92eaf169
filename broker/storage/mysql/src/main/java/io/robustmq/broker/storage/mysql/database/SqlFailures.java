package io.robustmq.broker.storage.mysql.database;

import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.vertx.sqlclient.DatabaseException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the database's failures mean to those who store. */
public final class SqlFailures {
    /** Disk full, table full, out of a file's room. */
    private static final Set<Integer> NO_ROOM = Set.of(1021, 1114, 1041, 1037, 3675);
    /** A table or column is not there, or the tables are broken: no later write will do better. */
    private static final Set<Integer> BROKEN = Set.of(1146, 1054, 1034, 1035, 1194, 1195, 1712);
    /** Deadlock, lock wait timeout: the database has undone the transaction, and it may be tried again at once. */
    private static final Set<Integer> UNDONE = Set.of(1213, 1205);

    private SqlFailures() {}

    public static StorageException of(@Nullable Throwable failure) {
        Throwable cause = StorageFailures.unwrapped(failure);
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof StorageException storage) {
                return storage;
            }
        }
        int code = code(cause);
        Throwable deepest = deepest(cause);
        if (NO_ROOM.contains(code)) {
            return new StorageException(
                    Kind.FULL, "The database has no room: make some. It says: " + StorageFailures.says(deepest), cause);
        }
        if (BROKEN.contains(code)) {
            return new StorageException(
                    Kind.FAILED,
                    "The database does not hold what it should: restore it. It says: " + StorageFailures.says(deepest),
                    cause);
        }
        return new StorageException(
                Kind.UNAVAILABLE, "The database did not do it: " + StorageFailures.says(deepest), cause);
    }

    /** Whether the database itself has undone the transaction because of others, so that it may be tried again. */
    public static boolean isUndone(Throwable failure) {
        return UNDONE.contains(code(failure));
    }

    private static int code(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof DatabaseException database) {
                return database.getErrorCode();
            }
            if (at instanceof SQLException sql && sql.getErrorCode() != 0) {
                return sql.getErrorCode();
            }
        }
        return 0;
    }

    private static Throwable deepest(Throwable failure) {
        Throwable at = failure;
        for (Throwable next = at; next != null; next = next.getCause()) {
            at = next;
        }
        return at;
    }
}
