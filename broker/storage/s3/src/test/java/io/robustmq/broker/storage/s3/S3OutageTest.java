package io.robustmq.broker.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.crash.Outage;
import io.robustmq.broker.storage.spi.Storage;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The object store goes away under load, and comes back. */
class S3OutageTest {

    @Test
    void aStoreThatIsStoppedAndStartedAgain(@TempDir Path folder) throws Exception {
        try (Bucket bucket = Bucket.start();
                Storage storage =
                        new S3StorageProvider().open(bucket.settings("outage/", folder, 2, "timeout", "1s"))) {
            assertThat(new Outage(storage).endure(bucket::stop, bucket::startAgain, Duration.ofSeconds(5)))
                    .isPositive();
        }
    }
}
