package io.robustmq.broker.server.storage;

import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.StorageConfig;
import io.robustmq.broker.server.config.load.AdapterSettings;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.config.InvalidConfigurationException;
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
    public static MeasuredStorage open(BrokerConfig config) {
        String type = config.storage().type();
        StorageProvider provider = provider(type);
        Storage storage = open(provider, config);
        RetentionLimits limits = limits(config.storage());
        for (int shard = 0; shard < storage.shards(); shard++) {
            storage.shard(shard).limit(limits);
        }
        return new MeasuredStorage(storage, type, watch(provider, config));
    }

    private static StorageWatch watch(StorageProvider provider, BrokerConfig config) {
        long slowNanos = config.storage().slowWrite().toNanos();
        return provider.keepsDataInFolder()
                ? StorageWatch.ofFolder(
                        folder(provider, config), config.storage().lowDiskBytes(), slowNanos)
                : new StorageWatch(null, slowNanos);
    }

    private static Path folder(StorageProvider provider, BrokerConfig config) {
        return config.dataPath().resolve(provider.type());
    }

    private static StorageProvider provider(String type) {
        return ServiceLoader.load(StorageProvider.class, ConfiguredStorage.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the storage adapter " + type + " is not packaged"));
    }

    private static Storage open(StorageProvider provider, BrokerConfig config) {
        Path folder = folder(provider, config);
        try {
            return provider.open(new StorageSettings(
                    folder, config.storage().shards(), AdapterSettings.values(config.storage(), provider.type())));
        } catch (StorageException | IllegalArgumentException e) {
            throw unusable(provider.type(), e, DataFolder.advice(folder));
        }
    }

    /** What the user is told when storage was opened, but what is in there cannot be taken up. */
    public static RuntimeException unusable(String type, Throwable why) {
        return unusable(type, why, "");
    }

    private static RuntimeException unusable(String type, Throwable why, String advice) {
        String where = "storage." + type;
        boolean mayPass = why instanceof StorageException known && known.kind() == StorageException.Kind.UNAVAILABLE;
        return mayPass
                ? new UncheckedIOException(where + ": " + why.getMessage(), new IOException(why))
                : new InvalidConfigurationException(where, why.getMessage() + advice);
    }

    private static RetentionLimits limits(StorageConfig config) {
        return new RetentionLimits(
                config.retentionTime().map(Duration::toMillis).orElse(RetentionLimits.UNLIMITED),
                config.retentionBytes().orElse(RetentionLimits.UNLIMITED));
    }
}
