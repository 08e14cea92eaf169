package io.robustmq.broker.storage.mysql.read;

import io.robustmq.broker.storage.mysql.database.Database;
import io.robustmq.broker.storage.mysql.database.Sql;
import io.robustmq.broker.storage.mysql.rows.IndexedBytes;
import io.robustmq.broker.storage.mysql.rows.Parts;
import io.robustmq.broker.storage.mysql.rows.StateRows;
import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Reads one shard, on connections of the pool, beside its writer. Sizes are read first and bytes then, so that a page never
 * takes much more memory than was asked for. Thread-safe.
 */
public record ShardReader(Database.Loop loop, int shard) {
    private static final int ENTRIES_A_CALL = 1_000;

    /** @param start and {@code end}: the offsets that the shard has now */
    public CompletionStage<RecordPage> read(ReadRequest request, long start, long end) {
        long from = Math.max(request.fromOffset(), start);
        if (from >= end) {
            return CompletableFuture.completedStage(new RecordPage(List.of(), from, true));
        }
        return loop.read(session -> new CandidateSearch(session, shard, from, end, request.maxRecords())
                .find(request.topics())
                .thenCompose(candidates -> {
                    Candidates.Choice choice = candidates.choose(request);
                    return new RecordFetch(session, shard)
                            .fetch(choice.offsets())
                            .thenApply(records ->
                                    new RecordPage(records, choice.nextOffset(), choice.nextOffset() >= end));
                }));
    }

    /**
     * By the greatest time stamp so far, which grows with the offset and so has one place where it reaches
     * {@code millis}; what lies before that place is older. Records trimmed away may have moved it too far down, hence the
     * second look.
     */
    public CompletionStage<OptionalLong> offsetAt(long millis, long start, long end) {
        return loop.read(session -> Sql.rows(
                        session,
                        "SELECT record_offset, 1 FROM robustmq_record FORCE INDEX (by_time) WHERE shard = ?"
                                + " AND latest_millis >= ? ORDER BY latest_millis, record_offset LIMIT 1",
                        shard,
                        millis)
                .thenCompose(rows -> rows.isEmpty()
                        ? CompletableFuture.completedStage(List.<Object[]>of())
                        : Sql.rows(
                                session,
                                "SELECT record_offset, 1 FROM robustmq_record FORCE INDEX (PRIMARY) WHERE shard = ?"
                                        + " AND record_offset >= ? AND record_offset < ? AND part = 0"
                                        + " AND published_millis >= ? ORDER BY record_offset LIMIT 1",
                                shard,
                                Math.max(start, Sql.number(rows.getFirst()[0])),
                                end,
                                millis))
                .thenApply(rows ->
                        rows.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Sql.number(rows.getFirst()[0]))));
    }

    public CompletionStage<@Nullable StoredRecord> last(byte[] key, long start, long end) {
        return loop.read(session -> Sql.rows(
                        session,
                        "SELECT record_offset, 1 FROM robustmq_record FORCE INDEX (by_key) WHERE shard = ?"
                                + " AND record_key = ? AND record_offset >= ? AND record_offset < ?"
                                + " ORDER BY record_offset DESC LIMIT 1",
                        shard,
                        IndexedBytes.of(key).indexed(),
                        start,
                        end)
                .thenCompose(rows -> new RecordFetch(session, shard)
                        .fetch(rows.stream().map(row -> Sql.number(row[0])).toList()))
                .thenApply(ShardReader::firstOrNull));
    }

    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return loop.read(session -> Sql.rows(
                        session,
                        "SELECT part, value FROM robustmq_state WHERE shard = ? AND state_key = ? ORDER BY part",
                        shard,
                        key)
                .thenApply(ShardReader::value));
    }

    public CompletionStage<StatePage> page(PageRequest request) {
        int most = Math.min(request.maxEntries(), ENTRIES_A_CALL);
        return loop.read(session -> keys(session, request, most + 1).thenCompose(keys -> {
            if (keys.isEmpty()) {
                return CompletableFuture.completedStage(new StatePage(List.of(), false));
            }
            int taken = taken(keys, most, request.maxBytes());
            return Sql.rows(
                            session,
                            "SELECT state_key, value FROM robustmq_state WHERE shard = ? AND state_key >= ?"
                                    + " AND state_key <= ? ORDER BY state_key, part",
                            shard,
                            keys.getFirst()[0],
                            keys.get(taken - 1)[0])
                    .thenApply(rows -> page(rows, taken < keys.size()));
        }));
    }

    private CompletionStage<List<Object[]>> keys(Stage.StatelessSession session, PageRequest request, int most) {
        String columns = "SELECT state_key, size_bytes FROM robustmq_state WHERE shard = ? AND state_key >= ?";
        return request.to().length == 0
                ? Sql.rows(session, columns + " AND part = 0 ORDER BY state_key LIMIT ?", shard, request.from(), most)
                : Sql.rows(
                        session,
                        columns + " AND state_key < ? AND part = 0 ORDER BY state_key LIMIT ?",
                        shard,
                        request.from(),
                        request.to(),
                        most);
    }

    private static int taken(List<Object[]> keys, int most, int maxBytes) {
        long bytes = 0;
        int taken = 0;
        for (Object[] row : keys) {
            bytes += Sql.bytes(row[0]).length + Sql.number(row[1]);
            if (taken > 0 && (taken == most || bytes > maxBytes)) {
                break;
            }
            taken++;
        }
        return taken;
    }

    private static StatePage page(List<Object[]> rows, boolean more) {
        List<StatePage.Entry> entries = new ArrayList<>();
        StateRows.entries(rows).forEach((key, value) -> entries.add(new StatePage.Entry(key, value)));
        return new StatePage(entries, more);
    }

    private static byte @Nullable [] value(List<Object[]> rows) {
        return rows.isEmpty()
                ? null
                : Parts.join(rows.stream().map(row -> Sql.bytes(row[1])).toList());
    }

    private static @Nullable StoredRecord firstOrNull(List<StoredRecord> records) {
        return records.isEmpty() ? null : records.getFirst();
    }
}
