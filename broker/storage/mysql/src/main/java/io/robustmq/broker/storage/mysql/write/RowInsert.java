package io.robustmq.broker.storage.mysql.write;

import io.robustmq.broker.storage.mysql.database.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Rows for one table, sent many with one statement: 64, 16, 4 or 1, so that the database sees few different statements and
 * can keep them prepared, and never more than about {@code mostBytes} at a time.
 */
final class RowInsert {
    private static final int[] ROWS = {64, 16, 4, 1};

    private final String into;
    private final String placeholders;
    private final long mostBytes;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    /** @param into such as {@code INSERT INTO t (a, b)} */
    RowInsert(String into, int columns, long mostBytes) {
        this.into = into;
        this.placeholders = "(" + Sql.repeated("?", columns) + ")";
        this.mostBytes = mostBytes;
    }

    void add(@Nullable Object... row) {
        rows.add(row);
    }

    CompletionStage<Void> send(Stage.StatelessSession session) {
        return send(session, 0);
    }

    private CompletionStage<Void> send(Stage.StatelessSession session, int from) {
        if (from == rows.size()) {
            return CompletableFuture.completedStage(null);
        }
        int count = count(from);
        List<@Nullable Object> values = new ArrayList<>();
        for (@Nullable Object[] row : rows.subList(from, from + count)) {
            values.addAll(java.util.Arrays.asList(row));
        }
        return Sql.change(session, into + " VALUES " + Sql.repeated(placeholders, count), values.toArray())
                .thenCompose(sent -> send(session, from + count));
    }

    private int count(int from) {
        int fits = 0;
        long bytes = 0;
        while (fits < ROWS[0] && from + fits < rows.size()) {
            bytes += bytes(rows.get(from + fits));
            if (fits > 0 && bytes > mostBytes) {
                break;
            }
            fits++;
        }
        for (int count : ROWS) {
            if (count <= fits) {
                return count;
            }
        }
        return 1;
    }

    private static long bytes(@Nullable Object[] row) {
        long bytes = 0;
        for (Object column : row) {
            bytes += column instanceof byte[] array ? array.length : 16;
        }
        return bytes;
    }
}
