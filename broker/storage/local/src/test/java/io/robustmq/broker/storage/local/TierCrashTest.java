package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.crash.CrashLoop;
import io.robustmq.broker.storage.s3.Bucket;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed while it moves segments all the time: nothing is lost, nothing is there twice, nothing stays behind. */
class TierCrashTest {
    private static final Map<String, String> SETTINGS = Map.of(
            "segment_bytes", "64KiB",
            "state_flush_bytes", "64KiB",
            "state_flush_time", "100ms",
            "tier_after", "0",
            "tier_interval", "100ms",
            "tier_cache_bytes", "4MiB");

    private static Map<String, String> with(Map<String, String> tier) {
        Map<String, String> values = new HashMap<>(SETTINGS);
        values.putAll(tier);
        return values;
    }

    @Test
    void withAFolder(@TempDir Path folder, @TempDir Path elsewhere) throws Exception {
        Map<String, String> settings = with(Map.of("tier", "folder", "tier_folder", elsewhere.toString()));
        CrashLoop loop = new CrashLoop("local", folder, settings);
        assertThat(loop.run(Duration.ofSeconds(12))).isPositive();
        assertThat(loop.acknowledgedBatches()).isPositive();

        try (LocalStorage storage =
                (LocalStorage) new LocalStorageProvider().open(new StorageSettings(folder, 2, settings))) {
            Answers.until("no file is left that no log needs", () -> {
                long segments = storage.tier().segments();
                return segments > 0
                        && files(elsewhere) == segments
                        && storage.tier().segments() == segments;
            });
        }
    }

    private static long files(Path top) {
        try (Stream<Path> files = Files.walk(top)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException | UncheckedIOException e) {
            return -1; // some are just being deleted
        }
    }

    @Test
    void withABucket(@TempDir Path folder) throws Exception {
        try (Bucket bucket = Bucket.start()) {
            Map<String, String> settings = with(bucket.tier());
            CrashLoop loop = new CrashLoop("local", folder, settings);
            assertThat(loop.run(Duration.ofSeconds(12))).isPositive();
            assertThat(loop.acknowledgedBatches()).isPositive();

            try (LocalStorage storage =
                    (LocalStorage) new LocalStorageProvider().open(new StorageSettings(folder, 2, settings))) {
                try {
                    Answers.until("no object is left that no log needs", () -> {
                        long segments = storage.tier().segments();
                        return segments > 0
                                && bucket.names().size() == segments
                                && storage.tier().segments() == segments;
                    });
                } catch (AssertionError e) {
                    throw new AssertionError(
                            storage.tier() + "; trouble: " + storage.trouble() + "; " + bucket.names(), e);
                }
            }
        }
    }
}
