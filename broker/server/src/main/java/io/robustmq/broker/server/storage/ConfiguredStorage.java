package io.robustmq.broker.server.storage;

import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.load.InvalidConfigurationException;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Finds the adapter that {@code storage.type} names, and opens it. */
public final class ConfiguredStorage {

    private ConfiguredStorage() {}

    /** @throws InvalidConfigurationException if there is no such adapter, or it cannot be opened as configured */
    public static Storage open(BrokerConfig config) {
        String type = config.storage().type();
        List<StorageProvider> all =
                ServiceLoader.load(StorageProvider.class, ConfiguredStorage.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        for (StorageProvider provider : all) {
            if (provider.type().equals(type)) {
                return open(provider, config);
            }
        }
        List<String> known = all.stream().map(StorageProvider::type).sorted().toList();
        throw new InvalidConfigurationException(
                "storage.type", "there is no \"" + type + "\", but " + String.join(", ", known));
    }

    private static Storage open(StorageProvider provider, BrokerConfig config) {
        StorageSettings settings = new StorageSettings(
                config.dataPath().resolve(provider.type()), config.storage().shards(), Map.of());
        try {
            return provider.open(settings);
        } catch (IllegalArgumentException | StorageException e) {
            throw new InvalidConfigurationException("storage." + provider.type(), String.valueOf(e.getMessage()));
        }
    }
}
