package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.kit.LastingStorageKit;
import io.robustmq.broker.storage.spi.StorageProvider;
import java.util.Map;

class LocalStorageTest extends LastingStorageKit {

    @Override
    protected StorageProvider provider() {
        return new LocalStorageProvider();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("segment_bytes", "64KiB");
    }

    @Override
    protected Map<String, String> narrowSettings() {
        return Map.of("queue_writes", "16");
    }
}
