package io.robustmq.broker.storage.mysql.database;

import java.sql.Blob;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;
import org.jspecify.annotations.Nullable;

/** Statements in the database's own words: many rows at once, and hints on which index to take. */
public final class Sql {
    private Sql() {}

    /** How many rows it changed (for an UPDATE: found). */
    public static CompletionStage<Integer> change(
            Stage.StatelessSession session, String sql, @Nullable Object... values) {
        var query = session.createNativeQuery(sql);
        for (int i = 0; i < values.length; i++) {
            query.setParameter(i + 1, values[i]);
        }
        return query.executeUpdate();
    }

    /** Rows of two columns or more. */
    public static CompletionStage<List<Object[]>> rows(Stage.StatelessSession session, String sql, Object... values) {
        var query = session.createNativeQuery(sql, Object[].class);
        for (int i = 0; i < values.length; i++) {
            query.setParameter(i + 1, values[i]);
        }
        return query.getResultList();
    }

    /** {@code what} so many times, with commas. */
    public static String repeated(String what, int times) {
        return String.join(",", java.util.Collections.nCopies(times, what));
    }

    /** Bytes, which come as a {@link Blob} in memory if the column is one. */
    public static byte[] bytes(Object column) {
        if (column instanceof byte[] bytes) {
            return bytes;
        }
        try {
            Blob blob = (Blob) column;
            return blob.getBytes(1, (int) blob.length());
        } catch (SQLException e) {
            throw new IllegalStateException("A blob in memory cannot be read", e);
        }
    }

    public static byte @Nullable [] bytesOrNull(@Nullable Object column) {
        return column == null ? null : bytes(column);
    }

    public static long number(Object column) {
        return ((Number) column).longValue();
    }
}
