package io.robustmq.broker.storage.s3;

import io.robustmq.broker.storage.s3.store.S3ObjectStore;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;

/** Opens {@code storage.type = "s3"}; until then nothing of it is loaded and no store is needed. */
public final class S3StorageProvider implements StorageProvider {

    @Override
    public String type() {
        return S3Settings.TYPE;
    }

    @Override
    public Storage open(StorageSettings settings) {
        S3Settings read = S3Settings.from(settings);
        return S3Storage.open(settings, read, new S3ObjectStore(read.access()));
    }
}
