package io.robustmq.broker.storage.journal;

import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;

/** Opens {@code storage.type = "journal"}; until then nothing of it is loaded and no server is needed. */
public final class JournalStorageProvider implements StorageProvider {

    @Override
    public String type() {
        return JournalSettings.TYPE;
    }

    @Override
    public Storage open(StorageSettings settings) {
        return JournalStorage.open(settings, JournalSettings.from(settings));
    }
}
