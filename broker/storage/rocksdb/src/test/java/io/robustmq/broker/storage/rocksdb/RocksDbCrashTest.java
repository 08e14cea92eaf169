package io.robustmq.broker.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.crash.CrashLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbCrashTest {

    @Test
    void whatWasAcknowledgedOutlivesTheProcess(@TempDir Path folder) throws Exception {
        CrashLoop loop = new CrashLoop("rocksdb", folder, Map.of("stretch_bytes", "64KiB"));

        assertThat(loop.run(Duration.ofSeconds(6))).isPositive();
        assertThat(loop.acknowledgedBatches()).isPositive();
    }
}
