package io.robustmq.broker.storage.kit;

import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The storage of one test: opened when it is first asked for, closed at the end. */
public final class Bench implements AutoCloseable {
    private final StorageProvider provider;
    private final Path folder;
    private final Map<String, String> settings;
    private final Map<String, String> narrowSettings;
    private final boolean lasts;
    private @Nullable Storage storage;

    Bench(
            StorageProvider provider,
            Path folder,
            Map<String, String> settings,
            Map<String, String> narrowSettings,
            boolean lasts) {
        this.provider = provider;
        this.folder = folder;
        this.settings = settings;
        this.narrowSettings = narrowSettings;
        this.lasts = lasts;
    }

    /** The first shard. */
    public Shard shard() {
        return storage().shard(0);
    }

    /** With one shard, unless it was opened otherwise. */
    public Storage storage() {
        return storage == null ? open(1, Map.of()) : storage;
    }

    public Storage open(int shards) {
        return open(shards, Map.of());
    }

    /** With settings that make it full soon. */
    public Storage openNarrow() {
        return open(1, narrowSettings);
    }

    public Storage open(int shards, Map<String, String> more) {
        close();
        Map<String, String> values = new HashMap<>(settings);
        values.putAll(more);
        Storage opened = provider.open(new StorageSettings(folder, shards, values));
        storage = opened;
        return opened;
    }

    /** Closes it and opens it anew; asking for a number of shards other than it has. */
    public Storage reopen() {
        return open(7);
    }

    public boolean lasts() {
        return lasts;
    }

    @Override
    public void close() {
        if (storage != null) {
            storage.close();
            storage = null;
        }
    }
}
