package io.robustmq.journal.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.log.SegmentedLog;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.thread.CommitterThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** A log in a folder of its own with its threads; the folder is deleted with it unless it is to be opened again. */
final class BenchLog implements AutoCloseable {
    private final Path folder;
    private final CommitterThread thread = CommitterThread.start("committer");
    private final ExecutorService background = Executors.newSingleThreadExecutor();
    final SegmentedLog log;

    private BenchLog(Path folder, LogSettings settings) throws IOException {
        this.folder = folder;
        this.log = SegmentedLog.open(
                DiskFolder.open(folder), settings, thread.committer(), background, System.currentTimeMillis());
    }

    static BenchLog create(LogSettings settings) {
        try {
            return new BenchLog(
                    Files.createTempDirectory(Path.of(System.getProperty("journal.folder", ".")), "journal-bench"),
                    settings);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    Path folder() {
        return folder;
    }

    static BenchLog open(Path folder, LogSettings settings) {
        try {
            return new BenchLog(folder, settings);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static LogRecord record(String topic, int size) {
        byte[] value = new byte[size];
        for (int i = 0; i < size; i++) {
            value[i] = (byte) (i * 31 + size);
        }
        return LogRecord.message(System.currentTimeMillis(), topic.getBytes(UTF_8), null, List.of(), value);
    }

    static List<LogRecord> records(int count, String topic, int size) {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record(topic, size));
        }
        return List.copyOf(records);
    }

    /** Appends lists with a bound on how many wait, and waits for all. */
    void appendAll(Iterable<List<LogRecord>> lists, int window) {
        Semaphore room = new Semaphore(window);
        for (List<LogRecord> records : lists) {
            room.acquireUninterruptibly();
            log.append(records).whenComplete((done, failed) -> room.release());
        }
        room.acquireUninterruptibly(window);
        if (log.failure() != null) {
            throw log.failure();
        }
    }

    /** Keeps the folder. */
    void closeAndKeep() {
        log.close();
        background.shutdown();
        background.close();
        thread.close();
    }

    @Override
    public void close() {
        closeAndKeep();
        delete(folder);
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
