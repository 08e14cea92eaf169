package io.robustmq.broker.storage.mysql.write;

import io.robustmq.broker.storage.mysql.database.Ownership;
import io.robustmq.broker.storage.mysql.database.Sql;
import io.robustmq.broker.storage.mysql.rows.IndexedBytes;
import io.robustmq.broker.storage.mysql.rows.Parts;
import io.robustmq.broker.storage.mysql.rows.StateRows;
import io.robustmq.broker.storage.service.GroupPlan;
import io.robustmq.broker.storage.service.HeaderBytes;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;

/**
 * The statements of one group of writes, in one transaction: read what is required, plan, change the shard's row (which
 * takes its lock, and finds nothing if another broker owns it now), then records, topics and state.
 *
 * @param partBytes a longer value goes into several rows
 */
record GroupTransaction(Stage.StatelessSession session, int shard, long epoch, int partBytes) {
    private static final int KEYS_A_STATEMENT = 64;

    CompletionStage<GroupPlan> plan(List<WriteBatch> group) {
        TreeSet<byte[]> required = new TreeSet<>(Arrays::compareUnsigned);
        for (WriteBatch batch : group) {
            for (StateChange change : batch.changes()) {
                if (change instanceof StateChange.Require require) {
                    required.add(require.key());
                }
            }
        }
        return values(new ArrayList<>(required)).thenApply(values -> {
            GroupPlan plan = new GroupPlan(values::get);
            group.forEach(plan::add);
            return plan;
        });
    }

    CompletionStage<Void> make(GroupPlan plan, Position before, Position after, List<IndexedBytes> newTopics) {
        return moveTo(after)
                .thenCompose(fenced -> insertRecords(plan.records(), before))
                .thenCompose(done -> insertTopics(newTopics))
                .thenCompose(done -> deleteRanges(plan.ranges(), 0))
                .thenCompose(done -> deleteKeys(List.copyOf(plan.keys().keySet())))
                .thenCompose(done -> insertState(plan.keys()));
    }

    /** Fails if another broker has taken over. */
    CompletionStage<Void> moveTo(Position position) {
        return Sql.change(
                        session,
                        "UPDATE robustmq_shard SET start_offset = ?, next_offset = ?, size_bytes = ?, latest_millis = ?"
                                + " WHERE shard = ? AND epoch = ?",
                        position.startOffset(),
                        position.nextOffset(),
                        position.sizeBytes(),
                        position.latestMillis(),
                        shard,
                        epoch)
                .thenAccept(rows -> {
                    if (rows == 0) {
                        throw Ownership.takenOver();
                    }
                });
    }

    private CompletionStage<NavigableMap<byte[], byte[]>> values(List<byte[]> keys) {
        CompletionStage<NavigableMap<byte[], byte[]>> found =
                CompletableFuture.completedStage(new TreeMap<>(Arrays::compareUnsigned));
        for (int from = 0; from < keys.size(); from += KEYS_A_STATEMENT) {
            List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + KEYS_A_STATEMENT));
            found = found.thenCompose(values -> Sql.rows(
                            session,
                            "SELECT state_key, value FROM robustmq_state WHERE shard = ? AND state_key IN ("
                                    + placeholders(some) + ") ORDER BY state_key, part",
                            shardAnd(some))
                    .thenApply(rows -> {
                        values.putAll(StateRows.entries(rows));
                        return values;
                    }));
        }
        return found;
    }

    private CompletionStage<Void> insertRecords(List<LogRecord> records, Position before) {
        RowInsert insert = new RowInsert(
                "INSERT INTO robustmq_record (shard, record_offset, part, topic, whole_topic, published_millis,"
                        + " latest_millis, record_key, whole_key, headers, size_bytes, value)",
                12,
                partBytes);
        long offset = before.nextOffset();
        long latest = before.latestMillis();
        for (LogRecord record : records) {
            latest = Math.max(latest, record.timestampMillis());
            IndexedBytes topic = IndexedBytes.of(record.topic());
            byte[] key = record.key();
            IndexedBytes indexedKey = key == null ? null : IndexedBytes.of(key);
            List<byte[]> parts = Parts.cut(record.value(), partBytes);
            insert.add(
                    shard,
                    offset,
                    0,
                    topic.indexed(),
                    topic.whole(),
                    record.timestampMillis(),
                    latest,
                    indexedKey == null ? null : indexedKey.indexed(),
                    indexedKey == null ? null : indexedKey.whole(),
                    record.headers().isEmpty() ? null : HeaderBytes.write(record.headers()),
                    (long) record.sizeBytes(),
                    parts.getFirst());
            for (int part = 1; part < parts.size(); part++) {
                insert.add(
                        shard,
                        offset,
                        part,
                        new byte[0],
                        null,
                        record.timestampMillis(),
                        latest,
                        null,
                        null,
                        null,
                        0L,
                        parts.get(part));
            }
            offset++;
        }
        return insert.send(session);
    }

    private CompletionStage<Void> insertTopics(List<IndexedBytes> topics) {
        RowInsert insert = new RowInsert("INSERT IGNORE INTO robustmq_topic (shard, topic, whole_topic)", 3, partBytes);
        topics.forEach(topic -> insert.add(shard, topic.indexed(), topic.whole()));
        return insert.send(session);
    }

    private CompletionStage<Void> deleteRanges(List<StateChange.DeleteRange> ranges, int index) {
        if (index == ranges.size()) {
            return CompletableFuture.completedStage(null);
        }
        String from = "DELETE FROM robustmq_state WHERE shard = ? AND state_key >= ?";
        StateChange.DeleteRange range = ranges.get(index);
        CompletionStage<Integer> step = range.to().length == 0
                ? Sql.change(session, from, shard, range.from())
                : Sql.change(session, from + " AND state_key < ?", shard, range.from(), range.to());
        return step.thenCompose(deleted -> deleteRanges(ranges, index + 1));
    }

    private CompletionStage<Void> deleteKeys(List<byte[]> keys) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        List<byte[]> some = keys.subList(0, Math.min(keys.size(), KEYS_A_STATEMENT));
        return Sql.change(
                        session,
                        "DELETE FROM robustmq_state WHERE shard = ? AND state_key IN (" + placeholders(some) + ")",
                        shardAnd(some))
                .thenCompose(deleted -> deleteKeys(keys.subList(some.size(), keys.size())));
    }

    private CompletionStage<Void> insertState(Map<byte[], Optional<byte[]>> keys) {
        RowInsert insert =
                new RowInsert("INSERT INTO robustmq_state (shard, state_key, part, size_bytes, value)", 5, partBytes);
        keys.forEach((key, value) -> value.ifPresent(bytes -> {
            List<byte[]> parts = Parts.cut(bytes, partBytes);
            for (int part = 0; part < parts.size(); part++) {
                insert.add(shard, key, part, (long) bytes.length, parts.get(part));
            }
        }));
        return insert.send(session);
    }

    /** As many as a power of two, so that few different statements are sent; the last key fills up. */
    private static String placeholders(List<byte[]> keys) {
        return Sql.repeated("?", padded(keys.size()));
    }

    private static int padded(int count) {
        return Integer.highestOneBit(count * 2 - 1);
    }

    private Object[] shardAnd(List<byte[]> keys) {
        Object[] values = new Object[1 + padded(keys.size())];
        values[0] = shard;
        for (int i = 1; i < values.length; i++) {
            values[i] = keys.get(Math.min(i, keys.size()) - 1);
        }
        return values;
    }
}
