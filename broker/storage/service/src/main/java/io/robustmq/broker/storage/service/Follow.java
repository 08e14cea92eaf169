package io.robustmq.broker.storage.service;

import io.robustmq.broker.storage.base.Tails;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A log on a service, as its tails read it: a service that is away for a while does not end them, they ask again every
 * second.
 */
public record Follow(
        LongSupplier next, Function<ReadRequest, CompletionStage<RecordPage>> reader, WriteQueue.Turns turns)
        implements Tails.Log {
    private static final long AGAIN_MILLIS = 1_000;

    @Override
    public long nextOffset() {
        return next.getAsLong();
    }

    @Override
    public CompletionStage<RecordPage> read(ReadRequest request) {
        CompletableFuture<RecordPage> answer = new CompletableFuture<>();
        read(request, answer);
        return answer;
    }

    private void read(ReadRequest request, CompletableFuture<RecordPage> answer) {
        reader.apply(request).whenComplete((page, failure) -> {
            if (failure == null) {
                answer.complete(page);
                return;
            }
            StorageException why = StorageFailures.of(failure);
            if (why.kind() == Kind.UNAVAILABLE || why.kind() == Kind.FULL) {
                turns.runAfter(AGAIN_MILLIS, () -> read(request, answer));
            } else {
                answer.completeExceptionally(why);
            }
        });
    }
}
