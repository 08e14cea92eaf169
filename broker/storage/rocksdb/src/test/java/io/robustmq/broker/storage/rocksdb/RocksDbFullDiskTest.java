package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.kit.crash.FullDisk;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbFullDiskTest {

    @Test
    void aFullDiskRefusesWritesAndKeepsWhatWasAcknowledged(@TempDir Path folder) throws Exception {
        FullDisk.fill(new RocksDbStorageProvider(), folder, Map.of());
    }
}
