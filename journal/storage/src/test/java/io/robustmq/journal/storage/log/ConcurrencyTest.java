package io.robustmq.journal.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.journal.storage.thread.CommitterThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers, appenders, rolls, trims, compaction and a restless interrupter at the same time, on a real disk. */
class ConcurrencyTest {
    private static final int RECORDS = 40_000;

    @TempDir
    Path folder;

    @Test
    void readersSeeEveryRecordOnceWhateverElseHappens() throws Exception {
        LogSettings settings = LogSettings.DEFAULTS.with(s -> {
            s.flush = new FlushPolicy.Interval(20);
            s.segmentBytes = 128 << 10;
            s.indexCacheBytes = 20_000;
        });
        try (CommitterThread thread = CommitterThread.start("committer");
                ExecutorService threads = Executors.newCachedThreadPool();
                SegmentedLog log =
                        SegmentedLog.open(DiskFolder.open(folder), settings, thread.committer(), threads, 0)) {
            List<Future<Long>> readers = new ArrayList<>();
            readers.add(threads.submit(new Reader(log, TopicSelection.ALL, 1)));
            readers.add(threads.submit(new Reader(log, TopicSelection.exactly("t/3".getBytes(UTF_8)), 10)));
            readers.add(threads.submit(new Reader(log, TopicSelection.ALL, 1)));
            Future<Void> keeper = threads.submit(() -> keep(log));
            append(log);
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
            keeper.get();
            assertThat(log.startOffset()).as("something was trimmed").isPositive();
        }
    }

    private static void append(SegmentedLog log) throws InterruptedException {
        Semaphore window = new Semaphore(500);
        for (int i = 0; i < RECORDS; i++) {
            window.acquire();
            LogRecord record = LogRecord.message(
                    i,
                    ("t/" + i % 10).getBytes(UTF_8),
                    null,
                    List.of(),
                    Integer.toString(i).getBytes(UTF_8));
            log.append(List.of(record)).whenComplete((done, failed) -> window.release());
        }
    }

    /** Rolls, trims and compacts until all is appended. */
    private static Void keep(SegmentedLog log) throws IOException {
        long rolled = 0;
        while (log.nextOffset() < RECORDS) {
            if (log.nextOffset() >= rolled + 1_000) {
                rolled = log.nextOffset();
                log.roll().toCompletableFuture().join();
                log.trim(rolled - 10_000);
                log.compact(0);
            }
            Thread.onSpinWait();
        }
        return null;
    }

    /** Reads to the end, and is interrupted now and then. Returns how many it saw. */
    private record Reader(SegmentedLog log, TopicSelection topics, int step) implements Callable<Long> {

        @Override
        public Long call() {
            long next = 0;
            long seen = 0;
            int pages = 0;
            while (next < RECORDS) {
                if (++pages % 7 == 0) {
                    Thread.currentThread().interrupt();
                }
                long start = log.startOffset();
                RecordPage page = log.read(ReadQuery.messages(next, topics, 100, 1 << 20));
                boolean interrupted = Thread.interrupted();
                assertThat(interrupted).isEqualTo(pages % 7 == 0);
                for (StoredRecord stored : page.records()) {
                    assertThat(new String(stored.record().value(), UTF_8)).isEqualTo(Long.toString(stored.offset()));
                    if (step == 1 && stored.offset() != next) {
                        assertThat(stored.offset())
                                .as("only what was trimmed is left out")
                                .isGreaterThan(next);
                        assertThat(log.startOffset()).isGreaterThan(start - 1).isGreaterThanOrEqualTo(stored.offset());
                    }
                    assertThat(stored.offset()).isGreaterThanOrEqualTo(next);
                    next = stored.offset() + 1;
                    seen++;
                }
                next = Math.max(next, page.nextOffset());
            }
            return seen;
        }
    }
}
