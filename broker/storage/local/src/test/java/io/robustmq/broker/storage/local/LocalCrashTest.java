package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.crash.CrashLoop;
import io.robustmq.broker.storage.kit.crash.FullDisk;
import io.robustmq.broker.storage.kit.crash.SharedDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCrashTest {

    /** Flushing the state all the time, and hardly ever. */
    @Test
    void whatWasAcknowledgedOutlivesTheProcess(@TempDir Path often, @TempDir Path rarely) throws Exception {
        CrashLoop flushing = new CrashLoop(
                "local",
                often,
                Map.of("segment_bytes", "64KiB", "state_flush_bytes", "64KiB", "state_flush_time", "100ms"));
        assertThat(flushing.run(Duration.ofSeconds(8))).isPositive();
        assertThat(flushing.acknowledgedBatches()).isPositive();

        CrashLoop replaying = new CrashLoop("local", rarely, Map.of("segment_bytes", "1MiB", "fsync", "none"));
        assertThat(replaying.run(Duration.ofSeconds(7))).isPositive();
        assertThat(replaying.acknowledgedBatches()).isPositive();
    }

    @Test
    void aFullDiskRefusesWritesAndKeepsWhatWasAcknowledged(@TempDir Path folder) throws Exception {
        FullDisk.fill(new LocalStorageProvider(), folder, Map.of("segment_bytes", "1MiB"));
    }

    /** Flushing the state all the time, so that it often is when the room goes. */
    @Test
    void aDiskThatIsFullNowAndThenRefusesWritesNowAndThen(@TempDir Path folder) throws Exception {
        SharedDisk.goOn(
                new LocalStorageProvider(),
                folder,
                Map.of("segment_bytes", "256KiB", "state_flush_bytes", "64KiB", "state_flush_time", "100ms"),
                System.nanoTime());
    }
}
