package io.robustmq.broker.storage.s3.log;

import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.service.WriteQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers of the store, brought onto a shard's turns. */
final class Turning {
    private Turning() {}

    /** What is hung on the answer runs as a turn of its own. */
    static <T> CompletionStage<T> onto(WriteQueue.Turns turns, CompletionStage<T> stage) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> turns.run(() -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(StorageFailures.of(failure));
            }
        }));
        return answer;
    }
}
