package io.robustmq.broker.storage.mysql.read;

import io.robustmq.broker.storage.base.Selections;
import io.robustmq.broker.storage.mysql.database.Sql;
import io.robustmq.broker.storage.mysql.rows.IndexedBytes;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.TopicSelection.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;

/** Which topics of the log a selection wants, as they are indexed; unless these are too many to look up one by one. */
record WantedTopics(Stage.StatelessSession session, int shard, TopicSelection selection) {
    private static final int MOST_WANTED = 256;
    private static final int MOST_LOOKED_AT = 2_048;

    CompletionStage<Optional<List<byte[]>>> find() {
        List<Range> ranges = selection.ranges();
        if (ranges.size() > MOST_WANTED || ranges.contains(Range.ALL)) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return find(ranges, 0, 0, new ArrayList<>());
    }

    private CompletionStage<Optional<List<byte[]>>> find(
            List<Range> ranges, int index, int lookedAt, List<byte[]> wanted) {
        if (wanted.size() > MOST_WANTED || lookedAt > MOST_LOOKED_AT) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        if (index == ranges.size()) {
            return CompletableFuture.completedStage(Optional.of(wanted));
        }
        Range range = ranges.get(index);
        if (range.isSingle()) {
            if (Selections.wants(selection, range.first())) {
                wanted.add(IndexedBytes.of(range.first()).indexed());
            }
            return find(ranges, index + 1, lookedAt, wanted);
        }
        return topics(range, MOST_LOOKED_AT + 1 - lookedAt).thenCompose(rows -> {
            for (Object[] row : rows) {
                if (Selections.wants(selection, IndexedBytes.whole(Sql.bytes(row[0]), Sql.bytesOrNull(row[1])))) {
                    wanted.add(Sql.bytes(row[0]));
                }
            }
            return find(ranges, index + 1, lookedAt + rows.size(), wanted);
        });
    }

    private CompletionStage<List<Object[]>> topics(Range range, int most) {
        byte[] first = IndexedBytes.lowerBound(range.first());
        String columns = "SELECT topic, whole_topic FROM robustmq_topic WHERE shard = ? AND topic >= ?";
        return range.last().length == 0
                ? Sql.rows(session, columns + " ORDER BY topic LIMIT ?", shard, first, most)
                : Sql.rows(
                        session,
                        columns + " AND topic <= ? ORDER BY topic LIMIT ?",
                        shard,
                        first,
                        IndexedBytes.upperBound(range.last()),
                        most);
    }
}
