package io.robustmq.broker.storage.s3;

import io.robustmq.broker.storage.kit.LastingStorageKit;
import io.robustmq.broker.storage.spi.StorageProvider;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The kit, each test below a prefix of its own. */
class S3KitTest extends LastingStorageKit {
    static Bucket bucket;
    static int prefixes;

    @BeforeAll
    static void startServer() {
        bucket = Bucket.start();
    }

    @AfterAll
    static void stopServer() {
        bucket.close();
    }

    @Override
    protected StorageProvider provider() {
        return new S3StorageProvider();
    }

    @Override
    protected Map<String, String> settings() {
        return bucket.values("kit" + prefixes++ + "/", "retention_interval", "100ms", "snapshot_bytes", "128KiB");
    }

    @Override
    protected Map<String, String> narrowSettings() {
        return Map.of("queue_bytes", "1MiB");
    }
}
