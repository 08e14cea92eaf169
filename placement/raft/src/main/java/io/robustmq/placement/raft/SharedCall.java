package io.robustmq.placement.raft;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call for many callers: who comes while one is under way waits for the next, which begins when that one is through. One that
 * began before the caller came would not do, because what it tells may be older than the question.
 *
 * <p>Thread-safe. However the call ends, by throwing too, its callers are told and the next one begins.
 */
public final class SharedCall<T> {

    private final Supplier<CompletableFuture<T>> call;
    private boolean underWay;
    private @Nullable CompletableFuture<T> next;

    public SharedCall(Supplier<CompletableFuture<T>> call) {
        this.call = call;
    }

    /** What a call tells that begins now or later. The caller may complete it, to wait no longer. */
    public CompletableFuture<T> ask() {
        synchronized (this) {
            if (underWay) {
                if (next == null) {
                    next = new CompletableFuture<>();
                }
                return next.copy();
            }
            underWay = true;
        }
        CompletableFuture<T> first = new CompletableFuture<>();
        serve(first);
        return first;
    }

    /** Calls for those who wait, and again as long as there are others. A loop, since a call may be through at once, time after time. */
    private void serve(CompletableFuture<T> first) {
        CompletableFuture<T> waiting = first;
        while (waiting != null) {
            CompletableFuture<T> told = begin();
            if (!told.isDone()) {
                CompletableFuture<T> these = waiting;
                told.whenComplete((value, fault) -> serveThoseAfter(these, told));
                return;
            }
            waiting = end(waiting, told);
        }
    }

    private void serveThoseAfter(CompletableFuture<T> waiting, CompletableFuture<T> told) {
        CompletableFuture<T> following = end(waiting, told);
        if (following != null) {
            serve(following);
        }
    }

    private CompletableFuture<T> begin() {
        try {
            return call.get();
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /** @return those who came meanwhile */
    private @Nullable CompletableFuture<T> end(CompletableFuture<T> waiting, CompletableFuture<T> told) {
        CompletableFuture<T> following;
        synchronized (this) {
            following = next;
            next = null;
            underWay = following != null;
        }
        told.whenComplete((value, fault) -> {
            if (fault == null) {
                waiting.complete(value);
            } else {
                waiting.completeExceptionally(fault);
            }
        });
        return following;
    }
}
