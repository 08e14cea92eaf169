package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.at;
import static io.robustmq.broker.storage.kit.Records.bytes;
import static io.robustmq.broker.storage.kit.Records.keyed;
import static io.robustmq.broker.storage.kit.Records.payloads;
import static io.robustmq.broker.storage.kit.Records.readAll;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.text;
import static io.robustmq.broker.storage.kit.Records.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Letting go of old records: because nobody needs them, and because there is a limit. */
public interface RetentionTests extends OnBench {

    /** Writes until the adapter lets units go that end before the newest record; returns what was written, by offset. */
    private List<StoredRecord> writeUntilTrimmed() {
        List<StoredRecord> written = new ArrayList<>();
        for (int i = 0; shard().startOffset() == 0; i++) {
            if (i > 20_000) {
                throw new AssertionError("nothing was ever trimmed");
            }
            LogRecord record =
                    new LogRecord(i, bytes("t" + i % 3), bytes("k" + i % 5), List.of(), bytes(i + "x".repeat(5_000)));
            Written done = write(shard(), record);
            written.add(new StoredRecord(done.firstOffset(), record));
            if (i % 50 == 49) {
                long start = Answers.of(shard().trim(written.get(i - 10).offset()));
                assertThat(start)
                        .isEqualTo(shard().startOffset())
                        .isLessThanOrEqualTo(written.get(i - 10).offset());
            }
        }
        return written;
    }

    private static List<String> from(List<StoredRecord> written, long start) {
        return written.stream()
                .filter(stored -> stored.offset() >= start)
                .map(Records::full)
                .toList();
    }

    @Test
    default void whatNobodyNeedsGoesInUnitsAndTheRestStays() {
        List<StoredRecord> written = writeUntilTrimmed();
        long start = shard().startOffset();

        assertThat(readAll(shard()).stream().map(Records::full)).containsExactlyElementsOf(from(written, start));
        assertThat(payloads(readAll(shard(), 0, Topics.exactly("t1"), 10)))
                .isEqualTo(written.stream()
                        .filter(stored -> stored.offset() >= start)
                        .filter(stored -> text(stored.record().topic()).equals("t1"))
                        .map(stored -> text(stored.record().value()))
                        .toList());
        Reader reader = Reader.greedy();
        shard().tail(0).subscribe(reader);
        reader.awaitRecords(from(written, start).size());
        assertThat(reader.records().stream().map(Records::full)).containsExactlyElementsOf(from(written, start));
    }

    @Test
    default void timesAndKeysOfWhatIsGoneAreGone() {
        write(shard(), keyed("old", "soon gone"));
        List<StoredRecord> written = writeUntilTrimmed();
        List<StoredRecord> left = readAll(shard());

        assertThat(Answers.of(shard().offsetAt(Long.MIN_VALUE)))
                .hasValue(left.getFirst().offset());
        long middle = left.get(left.size() / 2).record().timestampMillis();
        assertThat(Answers.of(shard().offsetAt(middle)))
                .hasValue(left.get(left.size() / 2).offset());
        assertThat(Answers.of(shard().last(bytes("old")))).isNull();
        StoredRecord newest = written.getLast();
        assertThat(Answers.of(shard().last(bytes("k" + (written.size() - 1) % 5)))
                        .offset())
                .isEqualTo(newest.offset());
    }

    @Test
    default void trimmingLessThanIsGoneChangesNothing() {
        writeUntilTrimmed();
        long start = shard().startOffset();

        assertThat(Answers.of(shard().trim(start))).isEqualTo(start);
        assertThat(Answers.of(shard().trim(0))).isEqualTo(start);
        assertThat(Answers.of(shard().trim(-1))).isEqualTo(start);
        assertThat(readAll(shard()).getFirst().offset()).isGreaterThanOrEqualTo(start);
    }

    @Test
    default void offsetsGoOnWhenAllIsTrimmed() {
        Written before = write(shard(), record("a", "1"), record("a", "2"));
        long start = Answers.of(shard().trim(shard().nextOffset() + 1_000));

        assertThat(start).isLessThanOrEqualTo(shard().nextOffset());
        Written after = write(shard(), record("a", "3"));
        assertThat(after.firstOffset()).isGreaterThanOrEqualTo(before.nextOffset());
        assertThat(payloads(readAll(shard()))).endsWith("3");
    }

    @Test
    default void aLimitBySizeLetsTheOldestGo() {
        long limit = 300_000;
        shard().limit(new RetentionLimits(RetentionLimits.UNLIMITED, limit));
        List<StoredRecord> written = new ArrayList<>();
        Answers.until("the oldest go", () -> {
            for (int i = 0; i < 20; i++) {
                LogRecord record = record("a", written.size() + "x".repeat(5_000));
                written.add(new StoredRecord(write(shard(), record).firstOffset(), record));
            }
            return shard().startOffset() > 0;
        });
        // The newest are within the limit, so they are there; others may go while one looks.
        List<String> left = readAll(shard()).stream().map(Records::full).toList();
        List<String> all = written.stream().map(Records::full).toList();
        assertThat(left).hasSizeGreaterThan(10);
        assertThat(left).isEqualTo(all.subList(all.size() - left.size(), all.size()));
    }

    @Test
    default void aLimitByAgeLetsTheOldestGo() {
        long now = System.currentTimeMillis();
        write(shard(), at(now - 7_200_000, "old"));
        shard().limit(new RetentionLimits(3_600_000, RetentionLimits.UNLIMITED));
        List<Long> fresh = new ArrayList<>();
        Answers.until("the old one goes", () -> {
            for (int i = 0; i < 20; i++) {
                LogRecord record = at(now - (fresh.size() < 50 ? 7_200_000 : 0), "n" + "x".repeat(5_000));
                fresh.add(write(shard(), record).firstOffset());
            }
            return fresh.size() > 100 && shard().startOffset() > 0;
        });

        List<StoredRecord> left = readAll(shard());
        assertThat(left.stream().map(StoredRecord::offset)).containsAll(fresh.subList(50, fresh.size()));
        assertThat(payloads(left)).doesNotContain("old");
    }

    @Test
    default void withoutLimitsEverythingStays() {
        shard().limit(new RetentionLimits(1, 1));
        shard().limit(RetentionLimits.NONE);
        for (int i = 0; i < 300; i++) {
            shard().write(WriteBatch.of(record("a", "x".repeat(5_000))));
        }
        Answers.of(shard().write(new WriteBatch(List.of(), List.of())));

        assertThat(shard().startOffset()).isZero();
        assertThat(readAll(shard(), 0, TopicSelection.ALL, 50)).hasSize(300);
    }
}
