package io.robustmq.placement.service.centre;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Those who wait until a revision is applied. */
public final class RevisionWaits {

    private final NavigableMap<Long, Set<CompletableFuture<Void>>> waiting = new TreeMap<>(); // guarded by this
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

    /** Completes when the revision is applied, at once if it is. Who gives up waiting, as by a time-out of the future, is forgotten. */
    public CompletableFuture<Void> until(long revision) {
        CompletableFuture<Void> wait = new CompletableFuture<>();
        synchronized (this) {
            if (revision <= reached) {
                return CompletableFuture.completedFuture(null);
            }
            waiting.computeIfAbsent(revision, key -> new HashSet<>()).add(wait);
        }
        wait.whenComplete((done, fault) -> forget(revision, wait));
        return wait;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // each future is equal to itself alone, which is what is meant
    private synchronized void forget(long revision, CompletableFuture<Void> wait) {
        waiting.computeIfPresent(revision, (key, waits) -> {
            waits.remove(wait);
            return waits.isEmpty() ? null : waits;
        });
    }

    /** How many wait. */
    synchronized int size() {
        return waiting.values().stream().mapToInt(Set::size).sum();
    }
}
