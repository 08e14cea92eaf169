package io.robustmq.journal.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.record.Header;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.journal.storage.thread.CommitterThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on a real disk, with its thread. */
class AppendAndReadTest {
    @TempDir
    Path folder;

    private final CommitterThread thread = CommitterThread.start("committer");

    @AfterEach
    void stop() {
        thread.close();
    }

    private SegmentedLog open() throws IOException {
        LogSettings settings = LogSettings.DEFAULTS.with(s -> {
            s.segmentBytes = 64 << 10;
            s.zeroBytes = 16 << 10;
        });
        return SegmentedLog.open(DiskFolder.open(folder), settings, thread.committer(), Runnable::run, 1_000);
    }

    private static LogRecord record(int i) {
        return LogRecord.message(
                1_000 + i,
                ("plant/" + i % 7).getBytes(UTF_8),
                i % 3 == 0 ? ("key" + i).getBytes(UTF_8) : null,
                i % 5 == 0 ? List.of(new Header("content-type", new byte[] {1, 2, 3})) : List.of(),
                ("value " + i).getBytes(UTF_8));
    }

    private static Appended append(SegmentedLog log, LogRecord... records) {
        return log.append(List.of(records)).toCompletableFuture().join();
    }

    private static void assertHolds(SegmentedLog log, int count) {
        long next = 0;
        while (next < count) {
            RecordPage page = log.read(ReadQuery.messages(next, TopicSelection.ALL, 100, 1 << 20));
            for (StoredRecord stored : page.records()) {
                assertThat(stored.offset()).isEqualTo(next);
                assertThat(stored.record()).usingRecursiveComparison().isEqualTo(record((int) next));
                next++;
            }
            assertThat(page.nextOffset()).isEqualTo(next);
            assertThat(page.atEnd()).isEqualTo(next == count);
        }
    }

    @Test
    void findsEverythingAgainAfterItWasClosedOverManySegments() throws IOException {
        try (SegmentedLog log = open()) {
            for (int i = 0; i < 3_000; i += 2) {
                assertThat(append(log, record(i), record(i + 1))).isEqualTo(new Appended(i, i + 2));
            }
            assertHolds(log, 3_000);
        }
        try (SegmentedLog log = open()) {
            assertThat(log.cuts()).isEmpty();
            assertThat(log.startOffset()).isZero();
            assertThat(log.nextOffset()).isEqualTo(3_000);
            assertHolds(log, 3_000);
            assertThat(append(log, record(3_000))).isEqualTo(new Appended(3_000, 3_001));
            assertHolds(log, 3_001);
        }
    }

    @Test
    void findsTimesAndKeysAndDropsWhatNobodyNeeds() throws IOException {
        try (SegmentedLog log = open()) {
            for (int i = 0; i < 3_000; i++) {
                append(log, record(i));
            }
            assertThat(log.offsetAt(1_000, ReadQuery.MESSAGES)).hasValue(0);
            assertThat(log.offsetAt(2_234, ReadQuery.MESSAGES)).hasValue(1_234);
            assertThat(log.offsetAt(4_000, ReadQuery.MESSAGES)).isEmpty();
            assertThat(log.last(LogRecord.MESSAGE, "key1233".getBytes(UTF_8)).offset())
                    .isEqualTo(1_233);
            assertThat(log.last(LogRecord.MESSAGE, "key1234".getBytes(UTF_8))).isNull();

            long before = log.sizeBytes();
            long start = log.trim(2_000);
            assertThat(start).isGreaterThan(1_000).isLessThanOrEqualTo(2_000).isEqualTo(log.startOffset());
            assertThat(log.sizeBytes()).isLessThan(before);
            RecordPage page = log.read(ReadQuery.messages(0, TopicSelection.ALL, 1, 1));
            assertThat(page.records().getFirst().offset()).isEqualTo(start);

            log.retain(new Retention(10, Retention.UNLIMITED), 100_000);
            log.roll().toCompletableFuture().join();
            assertThat(log.retain(new Retention(10, Retention.UNLIMITED), 100_000))
                    .isEqualTo(3_000);
            assertThat(log.nextOffset()).isEqualTo(3_000);
        }
        try (SegmentedLog log = open()) {
            assertThat(log.startOffset()).isEqualTo(3_000);
            assertThat(append(log, record(3_000)).firstOffset()).isEqualTo(3_000);
        }
    }
}
