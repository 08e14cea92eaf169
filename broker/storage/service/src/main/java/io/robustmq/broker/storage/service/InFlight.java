package io.robustmq.broker.storage.service;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Questions to a shard that are being answered. Closing waits for them, and lets no further ones begin. Thread-safe. */
public final class InFlight {
    private int running;
    private boolean closed;
    private final CompletableFuture<Void> allDone = new CompletableFuture<>();

    /** Asks, unless it is closed: then the answer is that. */
    public <T extends @Nullable Object> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedStage(new StorageException(Kind.CLOSED, "the storage is closed"));
            }
            running++;
        }
        CompletionStage<T> answer;
        try {
            answer = question.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(StorageFailures.of(e));
        }
        CompletableFuture<T> stage = new CompletableFuture<>();
        answer.whenComplete((value, failure) -> {
            done();
            if (failure == null) {
                stage.complete(value);
            } else {
                stage.completeExceptionally(StorageFailures.of(failure));
            }
        });
        return stage;
    }

    /** Done when the last answer is there. */
    public synchronized CompletionStage<Void> close() {
        closed = true;
        if (running == 0) {
            allDone.complete(null);
        }
        return allDone;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void done() {
        running--;
        if (closed && running == 0) {
            allDone.complete(null);
        }
    }
}
