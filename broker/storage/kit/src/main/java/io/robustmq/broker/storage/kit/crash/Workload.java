package io.robustmq.broker.storage.kit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.kit.State;
import io.robustmq.broker.storage.kit.Topics;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * What one writer writes, so that a look at the shard tells how far it has come and whether anything is missing. Its batch
 * {@code n} has the records {@code n.0} to {@code n.m} in the topic {@code w/<writer>}, raises the counter
 * {@code n/<writer>} from n-1 to n, sets {@code x/<writer>/<n>}, and takes out the one of ten batches before, or all others
 * in a range.
 */
final class Workload {
    private final Shard shard;
    private final int writer;

    Workload(Shard shard, int writer) {
        this.shard = shard;
        this.writer = writer;
    }

    /** The number of the last batch that is there; -1 if there is none. */
    int last() {
        String counter = State.get(shard, "n/" + writer);
        return counter == null ? -1 : Integer.parseInt(counter);
    }

    WriteBatch batch(int n) {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i <= lastRecord(n); i++) {
            records.add(Records.record("w/" + writer, n + "." + i + " " + "x".repeat(n % 13 == 0 ? 3_000 : 100)));
        }
        List<StateChange> changes = new ArrayList<>();
        changes.add(State.require("n/" + writer, n == 0 ? null : "" + (n - 1)));
        changes.add(State.put("n/" + writer, "" + n));
        if (n % 100 == 0) {
            changes.add(State.deleteRange("x/" + writer + "/", "x/" + writer + "0"));
        }
        changes.add(State.put(marker(n), "marks " + n));
        changes.add(State.delete(marker(n - 10)));
        return new WriteBatch(records, changes);
    }

    private static int lastRecord(int n) {
        return n % 4;
    }

    private String marker(int n) {
        return "x/" + writer + "/" + n;
    }

    /** Checks that exactly the batches up to {@link #last} have happened, as far back as the log is kept. */
    void check(int acknowledged) {
        Losses.check(() -> search(acknowledged));
    }

    private void search(int acknowledged) {
        int last = last();
        assertThat(last)
                .as("writer %d, which was told of %d", writer, acknowledged)
                .isGreaterThanOrEqualTo(acknowledged);
        for (int n = Math.max(0, last - 110); n <= last + 1; n++) {
            boolean marked = n <= last && n > last - 10 && n / 100 == last / 100;
            assertThat(State.get(shard, marker(n)))
                    .as("marker %d of writer %d at %d", n, writer, last)
                    .isEqualTo(marked ? "marks " + n : null);
        }
        List<StoredRecord> records = Records.readAll(shard, 0, Topics.exactly("w/" + writer), 1_000);
        List<String> names = records.stream()
                .map(stored -> Records.text(stored.record().value()))
                .map(value -> value.substring(0, value.indexOf(' ')))
                .toList();
        List<String> expected = new ArrayList<>();
        for (int n = last; n >= 0 && expected.size() < names.size(); n--) {
            for (int i = lastRecord(n); i >= 0; i--) {
                expected.addFirst(n + "." + i);
            }
        }
        int begin = expected.size() - names.size();
        assertThat(names)
                .as("records of writer %d up to batch %d", writer, last)
                .isEqualTo(begin < 0 ? expected : expected.subList(begin, expected.size()));
        if (shard.startOffset() == 0) {
            assertThat(begin).isZero();
        }
    }

    /** Lets go of what is more than so many records old. */
    void trim(int records) {
        Answers.of(shard.trim(shard.nextOffset() - records));
    }

    /** Checks that the log as a whole is in order and has the same records as its topics. */
    static void checkLog(Shard shard, int writers) {
        Losses.check(() -> searchLog(shard, writers));
    }

    private static void searchLog(Shard shard, int writers) {
        List<StoredRecord> all = Records.readAll(shard, 0, TopicSelection.ALL, 1_000);
        assertThat(all.stream().map(StoredRecord::offset)).isSorted().doesNotHaveDuplicates();
        int byTopic = 0;
        for (int writer = 0; writer < writers; writer++) {
            byTopic += Records.readAll(shard, 0, Topics.exactly("w/" + writer), 1_000)
                    .size();
        }
        assertThat(all).hasSize(byTopic);
    }
}
