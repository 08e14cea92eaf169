package io.robustmq.placement.raft;

import java.util.concurrent.CompletableFuture;

/**
 * Takes what the log answers off the log's threads. These hold locks when they answer, and whoever asks the log again from there, as the
 * next of several reads does, makes another thread of the log wait for a lock that is given back only when that thread is through:
 * the member would neither lead nor follow any more, and not say so.
 */
public final class Elsewhere {

    private Elsewhere() {}

    /** Completes as the other does, value or fault, on a virtual thread. */
    public static <T> CompletableFuture<T> completed(CompletableFuture<T> answer) {
        CompletableFuture<T> handedOn = new CompletableFuture<>();
        answer.whenCompleteAsync(
                (value, fault) -> {
                    if (fault == null) {
                        handedOn.complete(value);
                    } else {
                        handedOn.completeExceptionally(fault);
                    }
                },
                Thread::startVirtualThread);
        return handedOn;
    }
}
