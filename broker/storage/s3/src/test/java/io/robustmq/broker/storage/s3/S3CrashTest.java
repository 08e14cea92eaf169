package io.robustmq.broker.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.crash.CrashLoop;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3CrashTest {

    @Test
    void whatWasAcknowledgedOutlivesTheProcess(@TempDir Path folder) throws Exception {
        try (Bucket bucket = Bucket.start()) {
            CrashLoop loop = new CrashLoop("s3", folder, bucket.values("crash/", "snapshot_bytes", "64KiB"));

            assertThat(loop.run(Duration.ofSeconds(15))).isPositive();
            assertThat(loop.acknowledgedBatches()).isPositive();
        }
    }
}
