package io.robustmq.placement.client.call;

import io.robustmq.placement.client.fault.PlacementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * What a call has come to.
 *
 * @param sentNanos when the try was sent that was answered, by the monotonic clock
 */
public record Answer<A>(A message, long sentNanos) {

    /** The message alone; fails with {@link PlacementException} as it is, not wrapped. */
    public static <A> CompletionStage<A> message(CompletableFuture<Answer<A>> call) {
        CompletableFuture<A> message = new CompletableFuture<>();
        call.whenComplete((answer, fault) -> {
            if (fault == null) {
                message.complete(answer.message());
            } else {
                message.completeExceptionally(reason(fault));
            }
        });
        return message;
    }

    /** Why a call failed, out of what a stage has wrapped it in. */
    public static PlacementException reason(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof PlacementException known) {
            return known;
        }
        throw new IllegalStateException("a call fails with PlacementException alone", fault);
    }
}
