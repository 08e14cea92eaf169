package io.robustmq.placement.raft;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * When this member may be read. Two things at once:
 *
 * <pre>
 *   ask the leader how far it has committed, and apply that much     (at the leader: its own index)
 *   ask the voters for their terms: none is beyond the leader's      {@link Voters}
 * </pre>
 *
 * <p>The log could prove by its heartbeats that the leader still leads, but does so once for each index: while nothing is written, a
 * leader that was cut off would answer from that earlier proof.
 */
public final class LinearizableReads {

    private static final Duration RETRY = Duration.ofMillis(50);
    private static final int TRIES = 2; // that take as long as they may

    private final RaftServer.Division division;
    private final Voters voters;
    private final Supplier<CompletableFuture<Void>> caughtUp;
    private final Supplier<@Nullable Member> leader;
    private final Duration timeout;

    /**
     * @param caughtUp completes when this member has applied what the leader has committed; not on a thread of the log
     * @param timeout after which a read is given up
     */
    public LinearizableReads(
            RaftServer.Division division,
            Voters voters,
            Supplier<CompletableFuture<Void>> caughtUp,
            Supplier<@Nullable Member> leader,
            Duration timeout) {
        this.division = division;
        this.voters = voters;
        this.caughtUp = caughtUp;
        this.leader = leader;
        this.timeout = timeout;
    }

    /**
     * Completes when all that was acknowledged before this call is applied here; fails with {@link NotLeadingException} at the
     * latest when the time is over. While a leader is being elected, or the way to it is not yet open, it is tried again.
     */
    public CompletableFuture<Void> barrier() {
        return barrier(System.nanoTime() + timeout.toNanos());
    }

    private CompletableFuture<Void> barrier(long deadlineNanos) {
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
        return attempt()
                .orTimeout(Math.min(left, timeout.toMillis() / TRIES), TimeUnit.MILLISECONDS)
                .exceptionallyComposeAsync(fault -> again(deadlineNanos), Thread::startVirtualThread);
    }

    private CompletableFuture<Void> again(long deadlineNanos) {
        boolean late = System.nanoTime() + RETRY.toNanos() - deadlineNanos > 0;
        if (late || !division.getInfo().isAlive()) {
            return CompletableFuture.failedFuture(new NotLeadingException(leader.get()));
        }
        Executor later =
                CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread);
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(now -> barrier(deadlineNanos));
    }

    private CompletableFuture<Void> attempt() {
        DivisionInfo info = division.getInfo();
        long term = info.getCurrentTerm();
        RaftPeerId leads = info.getLeaderId();
        long members = division.getRaftConf().getLogEntryIndex();
        if (leads == null) {
            return CompletableFuture.failedFuture(new NotLeadingException(null));
        }
        CompletableFuture<Void> both = new CompletableFuture<>();
        CompletableFuture<Void> applied = caughtUp.get();
        CompletableFuture<Void> confirmed = voters.noneBeyond(term, leads);
        applied.whenComplete((done, fault) -> failOn(fault, both));
        confirmed.whenComplete((done, fault) -> failOn(fault, both));
        applied.runAfterBoth(confirmed, () -> {
            boolean same = info.getCurrentTerm() == term
                    && leads.equals(info.getLeaderId())
                    && division.getRaftConf().getLogEntryIndex() == members;
            if (same) {
                both.complete(null);
            } else {
                both.completeExceptionally(new NotLeadingException(null));
            }
        });
        return both;
    }

    private static void failOn(@Nullable Throwable fault, CompletableFuture<Void> both) {
        if (fault != null) {
            both.completeExceptionally(fault);
        }
    }
}
