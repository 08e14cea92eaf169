package io.robustmq.broker.server.placement;

import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.broker.storage.spi.Written;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** Storage for tests, and trouble with it. */
final class Shards {
    private Shards() {}

    static Storage open(String type, Path folder, Map<String, String> settings) {
        return ServiceLoader.load(StorageProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.type().equals(type))
                .findFirst()
                .orElseThrow()
                .open(new StorageSettings(folder, 1, settings));
    }

    /** Does as the shard does; while {@code unsure}, writes happen and nobody hears of it. */
    static Shard unsure(Shard shard, AtomicBoolean unsure) {
        return (Shard) Proxy.newProxyInstance(
                Shard.class.getClassLoader(), new Class<?>[] {Shard.class}, (_, method, arguments) -> {
                    try {
                        Object answer = method.invoke(shard, arguments);
                        return method.getName().equals("write") && unsure.get() ? unheard(answer) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static CompletionStage<Written> unheard(Object written) {
        return ((CompletionStage<?>) written)
                .thenCompose(done -> CompletableFuture.failedFuture(
                        new StorageException(StorageException.Kind.UNAVAILABLE, "the line is broken")));
    }
}
