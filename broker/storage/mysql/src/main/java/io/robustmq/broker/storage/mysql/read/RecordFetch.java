package io.robustmq.broker.storage.mysql.read;

import io.robustmq.broker.storage.mysql.rows.IndexedBytes;
import io.robustmq.broker.storage.mysql.rows.Parts;
import io.robustmq.broker.storage.mysql.rows.RecordRow;
import io.robustmq.broker.storage.service.HeaderBytes;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;

/** Gets records whose offsets are known. Those that have gone meanwhile are left out. */
record RecordFetch(Stage.StatelessSession session, int shard) {

    /** In their order; the offsets must be so too. */
    CompletionStage<List<StoredRecord>> fetch(List<Long> offsets) {
        if (offsets.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        boolean dense = offsets.getLast() - offsets.getFirst() == offsets.size() - 1;
        var query = dense
                ? session.createSelectionQuery(
                                "from RecordRow r where r.shard = ?1 and r.recordOffset between ?2 and ?3"
                                        + " order by r.recordOffset, r.part",
                                RecordRow.class)
                        .setParameter(2, offsets.getFirst())
                        .setParameter(3, offsets.getLast())
                : session.createSelectionQuery(
                                "from RecordRow r where r.shard = ?1 and r.recordOffset in ?2"
                                        + " order by r.recordOffset, r.part",
                                RecordRow.class)
                        .setParameter(2, offsets);
        return query.setParameter(1, shard).getResultList().thenApply(RecordFetch::records);
    }

    private static List<StoredRecord> records(List<RecordRow> rows) {
        List<StoredRecord> records = new ArrayList<>(rows.size());
        for (int at = 0; at < rows.size(); ) {
            RecordRow first = rows.get(at);
            List<byte[]> parts = new ArrayList<>(1);
            while (at < rows.size() && rows.get(at).recordOffset == first.recordOffset) {
                parts.add(rows.get(at++).value);
            }
            records.add(new StoredRecord(first.recordOffset, record(first, Parts.join(parts))));
        }
        return records;
    }

    private static LogRecord record(RecordRow row, byte[] value) {
        return new LogRecord(
                row.publishedMillis,
                IndexedBytes.whole(row.topic, row.wholeTopic),
                row.recordKey == null ? null : IndexedBytes.whole(row.recordKey, row.wholeKey),
                row.headers == null ? List.of() : HeaderBytes.read(ByteBuffer.wrap(row.headers)),
                value);
    }
}
