package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.kit.LastingStorageKit;
import io.robustmq.broker.storage.spi.StorageProvider;
import java.util.Map;

class RocksDbStorageTest extends LastingStorageKit {

    @Override
    protected StorageProvider provider() {
        return new RocksDbStorageProvider();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("stretch_bytes", "64KiB");
    }

    @Override
    protected Map<String, String> narrowSettings() {
        return Map.of("queue_writes", "16");
    }
}
