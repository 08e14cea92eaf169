package io.robustmq.broker.storage.s3;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that can be told to lose requests, or only their answers. */
final class UnreliableStore implements ObjectStore {

    /** What happens to what is put. */
    enum Fate {
        ANSWERED,
        /** Nothing is done, and the caller is told that nobody knows. */
        LOST,
        /** It is done, and the caller is told that nobody knows. */
        UNANSWERED,
        /** It is done a while later, when {@link UnreliableStore#arrive} is called; the caller is told nobody knows. */
        LATE
    }

    private final ObjectStore store;
    private final AtomicInteger gets = new AtomicInteger();
    private Runnable late = () -> {};
    volatile Fate fate = Fate.ANSWERED;

    UnreliableStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Boolean> putNew(String name, byte[] content) {
        return switch (fate) {
            case ANSWERED -> store.putNew(name, content);
            case LOST -> unknown();
            case UNANSWERED -> store.putNew(name, content).thenCompose(done -> unknown());
            case LATE -> {
                late = () -> store.putNew(name, content).toCompletableFuture().join();
                yield unknown();
            }
        };
    }

    /** What was late arrives now. */
    void arrive() {
        late.run();
    }

    @Override
    public CompletionStage<Void> put(String name, byte[] content) {
        return fate == Fate.ANSWERED ? store.put(name, content) : unknown();
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String name) {
        gets.incrementAndGet();
        return store.get(name);
    }

    @Override
    public CompletionStage<byte[]> get(String name, long position, int length) {
        gets.incrementAndGet();
        return store.get(name, position, length);
    }

    int gets() {
        return gets.get();
    }

    @Override
    public CompletionStage<List<Listed>> list(String prefix, String after, int most) {
        return store.list(prefix, after, most);
    }

    @Override
    public CompletionStage<Void> delete(List<String> names) {
        return store.delete(names);
    }

    @Override
    public void close() {
        store.close();
    }

    private static <T> CompletionStage<T> unknown() {
        return CompletableFuture.failedStage(new StorageException(Kind.UNAVAILABLE, "the store does not answer"));
    }
}
