package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Local storage that moves all its sealed segments to the tier whenever something is about to be read. */
final class AlwaysMoving implements StorageProvider {
    private static final Set<String> READS = Set.of("read", "tail", "offsetAt", "last", "trim");

    private long movedSegments;

    /** By all storages that were closed. */
    long movedSegments() {
        return movedSegments;
    }

    @Override
    public String type() {
        return "local";
    }

    @Override
    public Storage open(StorageSettings settings) {
        LocalStorage storage = (LocalStorage) new LocalStorageProvider().open(settings);
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < storage.shards(); i++) {
            shards.add(moving(storage, storage.shard(i)));
        }
        return new Storage() {
            private boolean closed;

            @Override
            public Durability durability() {
                return storage.durability();
            }

            @Override
            public int shards() {
                return storage.shards();
            }

            @Override
            public Shard shard(int index) {
                return shards.get(index);
            }

            @Override
            public String trouble() {
                return storage.trouble();
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    movedSegments += storage.tier().movedSegments();
                }
                storage.close();
            }
        };
    }

    private static Shard moving(LocalStorage storage, Shard shard) {
        return (Shard) Proxy.newProxyInstance(
                Shard.class.getClassLoader(), new Class<?>[] {Shard.class}, (proxy, method, arguments) -> {
                    if (READS.contains(method.getName()) && !storage.isClosed()) {
                        try {
                            storage.tierNow();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                    try {
                        return method.invoke(shard, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
