package io.robustmq.broker.server.storage;

import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.StorageConfig;
import io.robustmq.broker.server.config.load.AdapterSettings;
import io.robustmq.broker.server.config.load.InvalidConfigurationException;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;

/** Finds the adapter that {@code storage.type} names, and opens it with its settings and the limits of the log. */
public final class ConfiguredStorage {

    private ConfiguredStorage() {}

    /**
     * @throws InvalidConfigurationException if it cannot be opened as configured; the message says what to do
     * @throws UncheckedIOException if a service it needs does not answer; later it may
     */
    public static Storage open(BrokerConfig config) {
        Storage storage = open(provider(config.storage().type()), config);
        RetentionLimits limits = limits(config.storage());
        for (int shard = 0; shard < storage.shards(); shard++) {
            storage.shard(shard).limit(limits);
        }
        return storage;
    }

    private static StorageProvider provider(String type) {
        return ServiceLoader.load(StorageProvider.class, ConfiguredStorage.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the storage adapter " + type + " is not packaged"));
    }

    private static Storage open(StorageProvider provider, BrokerConfig config) {
        String where = "storage." + provider.type();
        Path folder = config.dataPath().resolve(provider.type());
        try {
            return provider.open(new StorageSettings(
                    folder, config.storage().shards(), AdapterSettings.values(config.storage(), provider.type())));
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.UNAVAILABLE) {
                throw new UncheckedIOException(new IOException(where + ": " + e.getMessage(), e));
            }
            throw new InvalidConfigurationException(where, e.getMessage() + DataFolder.advice(folder));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException(where, String.valueOf(e.getMessage()));
        }
    }

    private static RetentionLimits limits(StorageConfig config) {
        return new RetentionLimits(
                config.retentionTime().map(Duration::toMillis).orElse(RetentionLimits.UNLIMITED),
                config.retentionBytes().orElse(RetentionLimits.UNLIMITED));
    }
}
