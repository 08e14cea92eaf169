package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store before and behind whose every request the process may end, and that may be away. */
final class MortalStore implements ObjectStore {
    private final ObjectStore store;
    private final Runnable step;
    volatile boolean away;
    volatile boolean silent;
    volatile boolean damages;

    MortalStore(ObjectStore store, Runnable step) {
        this.store = store;
        this.step = step;
    }

    private <T> CompletionStage<T> request(Supplier<CompletionStage<T>> request) {
        step.run();
        if (silent) {
            return new CompletableFuture<>();
        }
        if (away) {
            return CompletableFuture.failedStage(new StorageException(Kind.UNAVAILABLE, "it is away"));
        }
        T answer = request.get().toCompletableFuture().join();
        step.run();
        return CompletableFuture.completedStage(answer);
    }

    @Override
    public CompletionStage<Boolean> putNew(String name, byte[] content) {
        return request(() -> store.putNew(name, content));
    }

    @Override
    public CompletionStage<Void> put(String name, byte[] content) {
        byte[] kept = content.clone();
        if (damages && kept.length > 0) {
            kept[kept.length / 2] ^= 1;
        }
        return request(() -> store.put(name, kept));
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String name) {
        return request(() -> store.get(name));
    }

    @Override
    public CompletionStage<byte[]> get(String name, long position, int length) {
        return request(() -> store.get(name, position, length));
    }

    @Override
    public CompletionStage<List<Listed>> list(String prefix, String after, int most) {
        return request(() -> store.list(prefix, after, most));
    }

    @Override
    public CompletionStage<Void> delete(List<String> names) {
        return request(() -> store.delete(names));
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return store.toString();
    }
}
