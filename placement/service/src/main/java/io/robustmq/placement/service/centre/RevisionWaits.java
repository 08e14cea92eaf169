package io.robustmq.placement.service.centre;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Those who wait until a revision is applied. */
public final class RevisionWaits {

    private static final Comparator<Ticket> IN_ORDER =
            Comparator.comparingLong(Ticket::revision).thenComparingLong(Ticket::number);

    private final NavigableMap<Ticket, CompletableFuture<Void>> waiting = new TreeMap<>(IN_ORDER); // guarded by this
    private long reached;
    private long tickets;

    /** @param number tells those apart who wait for the same revision */
    private record Ticket(long revision, long number) {}

    /** By the thread that applies. */
    public void onRevision(long revision) {
        List<CompletableFuture<Void>> due;
        synchronized (this) {
            reached = revision;
            due = takenOut(revision);
        }
        due.forEach(wait -> wait.complete(null));
    }

    /** What they wait for is not to be had: those who wait for this revision or an earlier one hear why. */
    public void fail(long revision, Throwable why) {
        List<CompletableFuture<Void>> concerned;
        synchronized (this) {
            concerned = takenOut(revision);
        }
        concerned.forEach(wait -> wait.completeExceptionally(why));
    }

    private List<CompletableFuture<Void>> takenOut(long revision) {
        NavigableMap<Ticket, CompletableFuture<Void>> through =
                waiting.headMap(new Ticket(revision, Long.MAX_VALUE), true);
        List<CompletableFuture<Void>> all = List.copyOf(through.values());
        through.clear();
        return all;
    }

    /** Completes when the revision is applied, at once if it is. Who gives up waiting, as by a time-out of the future, is forgotten. */
    public CompletableFuture<Void> until(long revision) {
        CompletableFuture<Void> wait = new CompletableFuture<>();
        Ticket ticket;
        synchronized (this) {
            if (revision <= reached) {
                return CompletableFuture.completedFuture(null);
            }
            ticket = new Ticket(revision, tickets++);
            waiting.put(ticket, wait);
        }
        wait.whenComplete((done, fault) -> forget(ticket));
        return wait;
    }

    private synchronized void forget(Ticket ticket) {
        waiting.remove(ticket);
    }

    /** How many wait. */
    synchronized int size() {
        return waiting.size();
    }
}
