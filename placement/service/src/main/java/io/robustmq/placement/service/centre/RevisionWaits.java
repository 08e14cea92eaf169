package io.robustmq.placement.service.centre;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

/** Those who wait until a revision is applied. */
public final class RevisionWaits {

    private final ConcurrentSkipListMap<Long, List<CompletableFuture<Void>>> waiting = new ConcurrentSkipListMap<>();
    private long reached;

    /** By the thread that applies. */
    public void onRevision(long revision) {
        List<CompletableFuture<Void>> due = new ArrayList<>();
        synchronized (this) {
            reached = revision;
            var through = waiting.headMap(revision, true);
            through.values().forEach(due::addAll);
            through.clear();
        }
        due.forEach(wait -> wait.complete(null));
    }

    /** What they wait for is not to be had: those who wait for this revision or an earlier one hear why. */
    public void fail(long revision, Throwable why) {
        List<CompletableFuture<Void>> concerned = new ArrayList<>();
        synchronized (this) {
            var through = waiting.headMap(revision, true);
            through.values().forEach(concerned::addAll);
            through.clear();
        }
        concerned.forEach(wait -> wait.completeExceptionally(why));
    }

    /** Completes when the revision is applied, at once if it is. */
    public synchronized CompletableFuture<Void> until(long revision) {
        if (revision <= reached) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> wait = new CompletableFuture<>();
        waiting.computeIfAbsent(revision, key -> new ArrayList<>()).add(wait);
        return wait;
    }
}
