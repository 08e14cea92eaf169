package io.robustmq.broker.storage.memory;

import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;

/**
 * Opens storage in memory. Its folder is not used. Settings below {@code storage.memory.}:
 *
 * <ul>
 *   <li>{@code max_bytes}: how much records and state of all shards take at most, about; 64 KiB or more. Default: a quarter of
 *       the largest heap. A write beyond it is answered FULL, unless it makes the state smaller: records that were accepted
 *       are kept until {@code trim} or the limits of the log let them go, so keep these limits below this one.
 * </ul>
 */
public final class MemoryStorageProvider implements StorageProvider {

    @Override
    public String type() {
        return "memory";
    }

    @Override
    public Storage open(StorageSettings settings) {
        SettingValues values = new SettingValues(type(), settings);
        long quarter = Math.max(64 << 10, Runtime.getRuntime().maxMemory() / 4);
        long maxBytes = values.bytes("max_bytes", quarter, 64 << 10, Long.MAX_VALUE);
        values.refuseOthers();
        return new MemoryStorage(settings.shards(), new MemoryBudget(maxBytes));
    }
}
