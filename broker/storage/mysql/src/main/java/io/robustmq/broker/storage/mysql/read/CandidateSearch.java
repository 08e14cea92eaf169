package io.robustmq.broker.storage.mysql.read;

import io.robustmq.broker.storage.base.Selections;
import io.robustmq.broker.storage.mysql.database.Sql;
import io.robustmq.broker.storage.mysql.read.Candidates.Candidate;
import io.robustmq.broker.storage.mysql.rows.IndexedBytes;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;

/**
 * Finds what a selection wants between two offsets. With few topics wanted each is looked up in the topic index; with many,
 * the log is gone through in order, a stretch a call.
 *
 * @param from included
 * @param end not included
 * @param maxRecords how many are wanted at most
 */
record CandidateSearch(Stage.StatelessSession session, int shard, long from, long end, int maxRecords) {
    private static final int SCANNED_A_CALL = 4_096;
    private static final int ALL_A_CALL = 1_000;
    private static final int FOUND_A_CALL = 4_096;
    private static final int[] TOPICS_A_STATEMENT = {16, 4, 1};

    CompletionStage<Candidates> find(TopicSelection selection) {
        if (selection == TopicSelection.ALL) {
            return all();
        }
        return new WantedTopics(session, shard, selection)
                .find()
                .thenCompose(topics -> topics.isPresent() ? ofTopics(topics.get()) : scan(selection));
    }

    private CompletionStage<Candidates> all() {
        int most = Math.min(maxRecords, ALL_A_CALL);
        return Sql.rows(
                        session,
                        "SELECT record_offset, size_bytes FROM robustmq_record FORCE INDEX (PRIMARY) WHERE shard = ?"
                                + " AND record_offset >= ? AND record_offset < ? AND part = 0"
                                + " ORDER BY record_offset LIMIT ?",
                        shard,
                        from,
                        end,
                        most)
                .thenApply(rows ->
                        candidates(rows.stream().map(CandidateSearch::candidate).toList(), rows, most));
    }

    private CompletionStage<Candidates> scan(TopicSelection selection) {
        return Sql.rows(
                        session,
                        "SELECT record_offset, size_bytes, topic, whole_topic FROM robustmq_record FORCE INDEX (PRIMARY)"
                                + " WHERE shard = ? AND record_offset >= ? AND record_offset < ? AND part = 0"
                                + " ORDER BY record_offset LIMIT ?",
                        shard,
                        from,
                        end,
                        SCANNED_A_CALL)
                .thenApply(rows -> {
                    List<Candidate> wanted = rows.stream()
                            .filter(row -> Selections.wants(
                                    selection, IndexedBytes.whole(Sql.bytes(row[2]), Sql.bytesOrNull(row[3]))))
                            .map(CandidateSearch::candidate)
                            .toList();
                    return candidates(wanted, rows, SCANNED_A_CALL);
                });
    }

    private Candidates candidates(List<Candidate> wanted, List<Object[]> rows, int most) {
        return new Candidates(wanted, rows.size() < most ? end : Sql.number(rows.getLast()[0]) + 1);
    }

    private CompletionStage<Candidates> ofTopics(List<byte[]> topics) {
        int each = Math.min(maxRecords, Math.max(4, FOUND_A_CALL / Math.max(1, topics.size())));
        return ofTopics(topics, 0, each, new ArrayList<>()).thenApply(found -> {
            List<Candidate> sorted = new ArrayList<>();
            long completeTo = end;
            for (List<Candidate> ofOne : found) {
                if (ofOne.size() == each) {
                    completeTo = Math.min(completeTo, ofOne.getLast().offset() + 1);
                }
                sorted.addAll(ofOne);
            }
            long limit = completeTo;
            sorted.removeIf(candidate -> candidate.offset() >= limit);
            sorted.sort(Comparator.comparingLong(Candidate::offset));
            return new Candidates(sorted, limit);
        });
    }

    /** For each topic its first records, {@code each} at most. */
    private CompletionStage<List<List<Candidate>>> ofTopics(
            List<byte[]> topics, int at, int each, List<List<Candidate>> found) {
        if (at == topics.size()) {
            return CompletableFuture.completedStage(found);
        }
        int count = 1;
        for (int fits : TOPICS_A_STATEMENT) {
            if (fits <= topics.size() - at) {
                count = fits;
                break;
            }
        }
        StringBuilder sql = new StringBuilder();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            found.add(new ArrayList<>());
            sql.append(i == 0 ? "" : " UNION ALL ")
                    .append("(SELECT record_offset, size_bytes, ")
                    .append(i)
                    .append(" FROM robustmq_record FORCE INDEX (by_topic) WHERE shard = ? AND topic = ?"
                            + " AND record_offset >= ? AND record_offset < ? ORDER BY record_offset LIMIT ?)");
            values.addAll(List.of(shard, topics.get(at + i), from, end, each));
        }
        int base = found.size() - count;
        int next = at + count;
        return Sql.rows(session, sql.toString(), values.toArray()).thenCompose(rows -> {
            for (Object[] row : rows) {
                found.get(base + (int) Sql.number(row[2])).add(candidate(row));
            }
            found.subList(base, base + rowsOf(found, base))
                    .forEach(ofOne -> ofOne.sort(Comparator.comparingLong(Candidate::offset)));
            return ofTopics(topics, next, each, found);
        });
    }

    private static int rowsOf(List<List<Candidate>> found, int base) {
        return found.size() - base;
    }

    private static Candidate candidate(Object[] row) {
        return new Candidate(Sql.number(row[0]), Sql.number(row[1]));
    }
}
