package io.robustmq.broker.storage.memory;

import io.robustmq.broker.storage.kit.StorageKit;
import io.robustmq.broker.storage.spi.StorageProvider;
import java.util.Map;

class MemoryStorageTest extends StorageKit {

    @Override
    protected StorageProvider provider() {
        return new MemoryStorageProvider();
    }

    @Override
    protected Map<String, String> narrowSettings() {
        return Map.of("max_bytes", "1MiB");
    }
}
