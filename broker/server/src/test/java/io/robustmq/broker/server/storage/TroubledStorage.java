package io.robustmq.broker.server.storage;

import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** One shard in memory, in which one thing asked for, writing or reading, fails or never ends. */
public final class TroubledStorage implements Storage {
    private final Storage memory;
    private final Shard shard;
    private final boolean hangs;

    /** @param troubled the method of {@link Shard}, that which is in trouble */
    private TroubledStorage(String troubled, Supplier<CompletableFuture<?>> answer, boolean hangs) {
        this.memory = memory();
        this.hangs = hangs;
        this.shard = (Shard) Proxy.newProxyInstance(
                Shard.class.getClassLoader(), new Class<?>[] {Shard.class}, (_, method, arguments) -> {
                    try {
                        return method.getName().equals(troubled)
                                ? answer.get()
                                : method.invoke(memory.shard(0), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Does nothing for good, not even close. */
    public static TroubledStorage hanging() {
        return new TroubledStorage("write", CompletableFuture::new, true);
    }

    /** All is well with it. */
    public static Storage healthy() {
        return memory();
    }

    public static TroubledStorage failing(StorageException.Kind kind) {
        return failing("write", kind, "the disk is broken: replace it");
    }

    /** Takes writes, but does not give them back. */
    static TroubledStorage unreadable(StorageException.Kind kind) {
        return failing("read", kind, "a batch at position 7 is damaged");
    }

    private static TroubledStorage failing(String method, StorageException.Kind kind, String why) {
        return new TroubledStorage(
                method, () -> CompletableFuture.failedFuture(new StorageException(kind, why)), false);
    }

    static Storage memory() {
        return ServiceLoader.load(StorageProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.type().equals("memory"))
                .findFirst()
                .orElseThrow()
                .open(new StorageSettings(Path.of("not-used"), 1, Map.of()));
    }

    @Override
    public Durability durability() {
        return Durability.LOCAL_FSYNC;
    }

    @Override
    public int shards() {
        return 1;
    }

    @Override
    public Shard shard(int index) {
        return shard;
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {
        if (hangs) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        memory.close();
    }
}
