package io.robustmq.placement.server.raft;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One barrier for many reads: who comes while one is under way waits for the next, which is asked for when that one is through.
 * One that began before the read came would not do.
 */
public final class ReadBarriers {

    private final Supplier<CompletableFuture<Void>> barrier;
    private boolean underWay;
    private @Nullable CompletableFuture<Void> next;

    public ReadBarriers(Supplier<CompletableFuture<Void>> barrier) {
        this.barrier = barrier;
    }

    /** Completes when everything that was acknowledged before this call is applied here. */
    public CompletableFuture<Void> pass() {
        synchronized (this) {
            if (underWay) {
                if (next == null) {
                    next = new CompletableFuture<>();
                }
                return next;
            }
            underWay = true;
        }
        CompletableFuture<Void> first = new CompletableFuture<>();
        begin(first);
        return first;
    }

    private void begin(CompletableFuture<Void> waiting) {
        barrier.get().whenComplete((done, fault) -> {
            CompletableFuture<Void> following;
            synchronized (this) {
                following = next;
                next = null;
                underWay = following != null;
            }
            if (following != null) {
                begin(following);
            }
            if (fault == null) {
                waiting.complete(null);
            } else {
                waiting.completeExceptionally(fault);
            }
        });
    }
}
