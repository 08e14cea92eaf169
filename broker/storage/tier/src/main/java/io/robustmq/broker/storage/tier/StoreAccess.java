package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The store of a tier, asked by threads that wait for its answers: for a bounded time, and no longer than the tier is open.
 * Nobody is interrupted for that, as an interrupt would close the file a segment is being read from. Thread-safe.
 */
final class StoreAccess implements AutoCloseable {
    private static final long LAST_MILLIS = 1_000;

    private final ObjectStore store;
    private final CompletableFuture<Object> closed = new CompletableFuture<>();

    /** What was asked and is not answered, as far as anybody has waited for it. */
    private final Set<CompletableFuture<?>> awaited = ConcurrentHashMap.newKeySet();

    StoreAccess(ObjectStore store) {
        this.store = store;
    }

    ObjectStore store() {
        return store;
    }

    /**
     * The answer of a stage of the store's.
     *
     * @throws StorageException if there is none in time, or it is a failure, or the tier was closed
     */
    @SuppressWarnings("CollectionUndefinedEquality") // identity is meant
    <T> T await(CompletionStage<T> stage, long millis) {
        CompletableFuture<T> answer = stage.toCompletableFuture();
        awaited.add(answer);
        var unused = answer.whenComplete((value, failure) -> awaited.remove(answer));
        try {
            CompletableFuture.anyOf(answer, closed).get(millis, TimeUnit.MILLISECONDS);
            return answer.get(0, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNAVAILABLE, "Interrupted", e);
        } catch (TimeoutException e) {
            throw isClosed()
                    ? new StorageException(Kind.CLOSED, "The tier (" + store + ") is closed", e)
                    : new StorageException(Kind.UNAVAILABLE, "No answer from the tier (" + store + ")", e);
        } catch (ExecutionException e) {
            throw StorageFailures.of(e);
        }
    }

    boolean isClosed() {
        return closed.isDone();
    }

    /** Ends all waiting. The store then has a moment for what it was asked last. */
    @Override
    public void close() {
        if (!closed.complete("closed")) {
            return;
        }
        try {
            CompletableFuture.allOf(awaited.toArray(new CompletableFuture<?>[0]))
                    .get(LAST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Nobody waits for it any more.
        }
        store.close();
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
