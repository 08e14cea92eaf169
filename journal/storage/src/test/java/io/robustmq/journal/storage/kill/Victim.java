package io.robustmq.journal.storage.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.format.Compression;
import io.robustmq.journal.storage.log.Appended;
import io.robustmq.journal.storage.log.FlushPolicy;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.log.SegmentedLog;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.thread.CommitterThread;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * A process that appends to a log until it is killed, and says on its standard output what was promised: a line with the next
 * offset for each append. Arguments: folder, seed.
 */
public final class Victim {
    private Victim() {}

    static LogSettings settings(long seed) {
        Random random = new Random(seed);
        return LogSettings.DEFAULTS.with(s -> {
            s.flush = random.nextInt(3) > 0 ? new FlushPolicy.EveryCommit() : new FlushPolicy.Interval(5);
            s.compression = random.nextBoolean() ? Compression.NONE : Compression.LZ4;
            s.segmentBytes = 256 << 10;
            s.batchBytes = 4 << 10;
            s.zeroBytes = random.nextBoolean() ? 0 : 32 << 10;
            s.checkpointBytes = 64 << 10;
        });
    }

    /** A record tells where it stands, and where its append ends. */
    static LogRecord record(long offset, long appendEnd, int size) {
        byte[] value = (offset + " " + appendEnd + " " + "v".repeat(size)).getBytes(UTF_8);
        byte[] key = ("k" + offset % 50).getBytes(UTF_8);
        return LogRecord.message(offset, ("t/" + offset % 10).getBytes(UTF_8), key, List.of(), value);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        long seed = Long.parseLong(arguments[1]);
        Random random = new Random(seed);
        CommitterThread thread = CommitterThread.start("committer");
        ExecutorService background = Executors.newSingleThreadExecutor();
        SegmentedLog log = SegmentedLog.open(
                DiskFolder.open(Path.of(arguments[0])), settings(seed), thread.committer(), background, 0);
        Semaphore window = new Semaphore(64);
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            say(out, log.nextOffset());
            long offset = log.nextOffset();
            while (true) {
                window.acquire();
                int count = 1 + random.nextInt(5);
                List<LogRecord> records = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    records.add(record(offset + i, offset + count, random.nextInt(400)));
                }
                offset += count;
                log.append(records).whenComplete((done, failed) -> answered(out, window, done, failed));
                if (random.nextInt(2_000) == 0) {
                    background.execute(() -> log.trim(log.nextOffset() - 3_000));
                }
            }
        }
    }

    private static void answered(FileOutputStream out, Semaphore window, Appended done, Throwable failed) {
        if (failed != null) {
            failed.printStackTrace();
            Runtime.getRuntime().halt(3);
        }
        say(out, done.nextOffset());
        window.release();
    }

    private static void say(FileOutputStream out, long offset) {
        try {
            out.write((offset + "\n").getBytes(UTF_8));
        } catch (IOException nobodyListens) {
            Runtime.getRuntime().halt(4);
        }
    }
}
