package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.s3.Bucket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class S3TierKitTest extends TieredKit {
    static Bucket bucket;

    @BeforeAll
    static void startServer() {
        bucket = Bucket.start();
    }

    @AfterAll
    static void stopServer() {
        bucket.close();
    }

    @Override
    Map<String, String> tier() {
        return bucket.tier();
    }
}
