package io.robustmq.journal.bench;

import io.robustmq.journal.storage.log.FlushPolicy;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.record.LogRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long it takes to open a log of some gigabytes: {@code java -cp benchmarks.jar io.robustmq.journal.bench.Opening FOLDER
 * GIGABYTES}. Once as it was closed, and once as a killed process leaves it: without a checkpoint of the newest segment.
 */
public final class Opening {
    private Opening() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        long bytes = Long.parseLong(arguments[1]) * 1_000_000_000L;
        LogSettings settings = LogSettings.DEFAULTS.with(s -> s.flush = new FlushPolicy.Interval(100));
        BenchLog log = BenchLog.open(folder, settings);
        List<List<LogRecord>> lists = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lists.add(BenchLog.records(60, "plant/" + i + "/temperature", 1024));
        }
        while (log.log.sizeBytes() < bytes) {
            log.appendAll(lists, 32);
        }
        long size = log.log.sizeBytes();
        long records = log.log.nextOffset();
        log.closeAndKeep();
        System.out.printf("%,d bytes, %,d records%n", size, records);
        for (int round = 0; round < 3; round++) {
            time("closed", folder, settings);
        }
        for (int round = 0; round < 3; round++) {
            try (var files = Files.list(folder)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".checkpoint")).toList()) {
                    Files.delete(file);
                }
            }
            time("without a checkpoint", folder, settings);
        }
        BenchLog.delete(folder);
    }

    private static void time(String how, Path folder, LogSettings settings) {
        long from = System.nanoTime();
        BenchLog log = BenchLog.open(folder, settings);
        long millis = (System.nanoTime() - from) / 1_000_000;
        System.out.printf("%s: opened in %d ms, %,d bytes gone through%n", how, millis, log.log.scannedBytes());
        log.closeAndKeep();
    }
}
