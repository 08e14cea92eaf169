package io.robustmq.broker.storage.mysql;

import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;

/** Opens {@code storage.type = "mysql"}; until then nothing of it is loaded and no database is needed. */
public final class MysqlStorageProvider implements StorageProvider {

    @Override
    public String type() {
        return MysqlSettings.TYPE;
    }

    @Override
    public Storage open(StorageSettings settings) {
        return MysqlStorage.open(settings, MysqlSettings.from(settings));
    }
}
