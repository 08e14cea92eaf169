package io.robustmq.journal.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.journal.storage.thread.CommitterThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose end is taken off between two appends, and which goes on there with others. */
class TruncationTest {
    private static final long SEED = Long.getLong("journal.seed", System.nanoTime());

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
            s.checkpointBytes = 64 << 10;
            s.ownBatches = true;
        });
        return SegmentedLog.open(DiskFolder.open(folder), settings, thread.committer(), Runnable::run, 1_000);
    }

    private static LogRecord record(String value) {
        return LogRecord.message(
                1_000, "plant/1".getBytes(UTF_8), "key".getBytes(UTF_8), List.of(), value.getBytes(UTF_8));
    }

    private static String last(SegmentedLog log) {
        return new String(
                log.last(LogRecord.MESSAGE, "key".getBytes(UTF_8)).record().value(), UTF_8);
    }

    @Test
    void endsWhereAnyAppendBeganAndGoesOnThere() throws IOException {
        Random random = new Random(SEED);
        System.out.println("journal.seed=" + SEED);
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            List<Long> bases = new ArrayList<>();
            try (SegmentedLog log = open()) {
                assertThat(log.nextOffset()).as("seed %d", SEED).isEqualTo(expected.size());
                List<CompletableFuture<Appended>> answers = new ArrayList<>();
                int appends = 1 + random.nextInt(200);
                for (int i = 0; i < appends; i++) {
                    bases.add((long) expected.size());
                    List<LogRecord> records = new ArrayList<>();
                    for (int n = 1 + random.nextInt(3); n > 0; n--) {
                        String value = round + "-" + i + "-" + "x".repeat(random.nextInt(2_000));
                        expected.add(value);
                        records.add(record(value));
                    }
                    answers.add(log.append(records).toCompletableFuture());
                }
                answers.forEach(CompletableFuture::join);
                assertThat(last(log)).isEqualTo(expected.getLast());
            }
            long end = bases.get(random.nextInt(bases.size()));
            try (DiskFolder disk = DiskFolder.open(folder)) {
                SegmentedLog.truncate(disk, end);
            }
            expected = new ArrayList<>(expected.subList(0, (int) end));
        }
        try (SegmentedLog log = open()) {
            for (int i = 0; i < expected.size(); i++) {
                var page = log.read(ReadQuery.messages(i, TopicSelection.ALL, 1, 1 << 20));
                assertThat(new String(page.records().getFirst().record().value(), UTF_8))
                        .as("seed %d, offset %d", SEED, i)
                        .isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void refusesToCutThroughAnAppendAndLeavesItWhole() throws IOException {
        try (SegmentedLog log = open()) {
            log.append(List.of(record("a"), record("b"))).toCompletableFuture().join();
        }
        try (DiskFolder disk = DiskFolder.open(folder)) {
            assertThatThrownBy(() -> SegmentedLog.truncate(disk, 1)).isInstanceOf(LogException.class);
            SegmentedLog.truncate(disk, 2);
        }
        try (SegmentedLog log = open()) {
            assertThat(log.nextOffset()).isEqualTo(2);
        }
    }

    @Test
    void canLoseAllThatItHas() throws IOException {
        try (SegmentedLog log = open()) {
            log.append(List.of(record("a"))).toCompletableFuture().join();
        }
        try (DiskFolder disk = DiskFolder.open(folder)) {
            SegmentedLog.truncate(disk, 0);
        }
        try (SegmentedLog log = open()) {
            assertThat(log.nextOffset()).isZero();
            assertThat(log.append(List.of(record("b")))
                            .toCompletableFuture()
                            .join()
                            .firstOffset())
                    .isZero();
        }
    }
}
