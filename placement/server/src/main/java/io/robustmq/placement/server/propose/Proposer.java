package io.robustmq.placement.server.propose;

import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.server.state.Decided;
import io.robustmq.placement.server.state.Deciding;
import io.robustmq.placement.service.convert.Weight;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.image.ClusterImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns commands into entries of the log. One thread decides them, each on the image that those before it lead to, so that entries
 * can be on their way while the next are decided. What waits meanwhile goes into one entry together: under load, one write to the disks of a
 * majority serves many commands.
 *
 * <p>An entry that fails takes with it those that were decided after it. Then the thread waits until none is on its way and all that
 * was committed is applied, and begins again with the image that was reached. A refusal is an answer about the state, too: it is given when all it rests on
 * is committed.
 */
public final class Proposer implements AutoCloseable {

    private static final int LONGEST_QUEUE = 10_000;
    private static final int LARGEST_ENTRY = 1_000; // commands
    private static final int LARGEST_ENTRY_BYTES = 1 << 20; // and the last command, which is less than 4 MiB

    private final Gathering<Pending> gathering;
    private final long waitingBytes;
    private final Log log;
    private final Supplier<ClusterImage> reached;
    private final Rules rules;
    private final LongSupplier clock;
    private final Thread thread;
    private CompletableFuture<Boolean> last = CompletableFuture.completedFuture(true); // of the thread alone
    private volatile boolean failed = true;
    private volatile boolean closed;

    /** The log as the proposer needs it. */
    public interface Log {

        /** Whether this member leads, and has applied all that went before. */
        boolean leads();

        /** What callers are told when it does not. */
        Fault notLeader();

        /** Completes with whether what was decided was applied; fails if that cannot be told. */
        CompletableFuture<Boolean> append(Decided decided);

        /** Completes when this member is sure to have been the leader when asked. */
        CompletableFuture<Void> confirm();
    }

    /** The rules of the state. */
    @FunctionalInterface
    public interface Rules {
        Decision decide(ClusterImage image, Command command, long nowMillis);
    }

    /** @param bytes of the command, about */
    private record Pending(Command command, long bytes, CompletableFuture<Reply> answer) {}

    /** What an answer will be once the entry is committed: one of the two. */
    private record Verdict(
            Pending pending,
            @Nullable Reply reply,
            @Nullable Fault fault) {
        void give() {
            if (fault != null) {
                pending.answer().completeExceptionally(fault);
            } else {
                pending.answer().complete(reply);
            }
        }
    }

    /**
     * @param reached the image of what is applied
     * @param clock the wall clock, in milliseconds
     * @param waitingBytes how many bytes the commands that wait to be decided may have
     * @param onFailure called when nothing is decided any more, as when the heap is used up: this member must not go on leading
     */
    public Proposer(
            Log log,
            Supplier<ClusterImage> reached,
            Rules rules,
            LongSupplier clock,
            long waitingBytes,
            Consumer<Throwable> onFailure) {
        this.log = log;
        this.reached = reached;
        this.rules = rules;
        this.clock = clock;
        this.waitingBytes = waitingBytes;
        this.gathering = new Gathering<>(LONGEST_QUEUE, waitingBytes, LARGEST_ENTRY, Pending::bytes);
        this.thread = Thread.ofPlatform()
                .name("proposer")
                .daemon()
                .uncaughtExceptionHandler((dead, fault) -> onFailure.accept(fault))
                .start(this::run);
    }

    /** Decides a command, and does it. Fails with {@link Fault}: one that is refused, or says whether sending it again is safe. */
    public CompletableFuture<Reply> submit(Command command) {
        if (!log.leads()) {
            return CompletableFuture.failedFuture(log.notLeader());
        }
        Pending pending = new Pending(command, Weight.of(command), new CompletableFuture<>());
        if (closed || !gathering.add(pending)) {
            return CompletableFuture.failedFuture(closed ? stops() : overloaded());
        }
        return pending.answer();
    }

    /** Nothing was done, and the same member can do it later. */
    private Fault overloaded() {
        return Fault.of(
                Reason.OVERLOADED,
                gathering.size() + " commands wait already; at most " + LONGEST_QUEUE + " may, with " + waitingBytes
                        + " bytes together",
                "send fewer at once, and this one again a little later");
    }

    /** This member has become the leader: others may have changed the state since. To be called before it is said to lead. */
    public void beginAnew() {
        failed = true;
    }

    /** How many commands wait to be decided. */
    public int waiting() {
        return gathering.size();
    }

    private void run() {
        ClusterImage tip = ClusterImage.EMPTY;
        try {
            while (!closed) {
                List<Pending> together = gathering.take();
                if (failed) {
                    last = CompletableFuture.completedFuture(true);
                    Throwable unsure = settle();
                    if (unsure != null) {
                        giveUp(together, unsure);
                        continue;
                    }
                    tip = reached.get();
                }
                tip = propose(tip, together);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        gathering.drain().forEach(pending -> pending.answer().completeExceptionally(stops()));
    }

    private static Fault stops() {
        return Fault.of(Reason.SHUTTING_DOWN, "this member stops", "ask another one");
    }

    /**
     * Waits until no other entry is on its way and what was committed is in the image that is reached. An entry of which we heard nothing may have been, and others may
     * have read it already: a refusal must know of it.
     *
     * @return why that cannot be made sure; null if it is
     */
    private @Nullable Throwable settle() {
        try {
            gathering.awaitAlone();
            failed = false;
            log.confirm().get();
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return stops();
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (RuntimeException e) {
            return e;
        }
    }

    private void giveUp(List<Pending> together, Throwable why) {
        failed = true;
        gathering.ended();
        together.forEach(pending -> pending.answer().completeExceptionally(why));
    }

    /** @return the image that the commands lead to */
    private ClusterImage propose(ClusterImage from, List<Pending> together) {
        if (!log.leads()) {
            giveUp(together, log.notLeader());
            return from;
        }
        Deciding deciding = new Deciding(from);
        List<Verdict> verdicts = new ArrayList<>(together.size());
        for (int i = 0; i < together.size(); i++) {
            if (deciding.bytes() >= LARGEST_ENTRY_BYTES) {
                gathering.putBack(together.subList(i, together.size()));
                break;
            }
            Pending pending = together.get(i);
            try {
                switch (rules.decide(deciding.tip(), pending.command(), clock.getAsLong())) {
                    case Decision.Accepted accepted -> {
                        deciding.add(accepted.batch());
                        verdicts.add(new Verdict(pending, accepted.reply(), null));
                    }
                    case Decision.Unchanged unchanged -> verdicts.add(new Verdict(pending, unchanged.reply(), null));
                    case Decision.Refused refused ->
                        verdicts.add(new Verdict(pending, null, Fault.of(refused.refusal())));
                }
            } catch (RuntimeException fault) {
                pending.answer().completeExceptionally(fault);
            }
        }
        if (deciding.isEmpty()) {
            await(confirm(), verdicts);
            return from;
        }
        Decided decided = deciding.end();
        await(append(decided), verdicts);
        return decided.to();
    }

    private void await(CompletableFuture<Boolean> done, List<Verdict> verdicts) {
        last = done;
        done.whenComplete((applied, fault) -> onDone(verdicts, applied, fault));
    }

    /** A log that throws is as bad as one that fails: the thread goes on, or this member would lead and decide nothing. */
    private CompletableFuture<Boolean> append(Decided decided) {
        try {
            return log.append(decided);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /** Answers that change nothing rest on the entries before them, and on this member being the leader still. */
    private CompletableFuture<Boolean> confirm() {
        return last.thenCompose(
                applied -> applied ? log.confirm().thenApply(sure -> true) : CompletableFuture.completedFuture(false));
    }

    private void onDone(List<Verdict> verdicts, @Nullable Boolean applied, @Nullable Throwable fault) {
        if (fault != null || applied == null || !applied) {
            failed = true;
        }
        gathering.ended();
        if (fault != null) {
            verdicts.forEach(verdict -> verdict.pending().answer().completeExceptionally(fault));
        } else if (applied == null || !applied) {
            verdicts.forEach(verdict -> verdict.pending().answer().completeExceptionally(log.notLeader()));
        } else {
            verdicts.forEach(Verdict::give);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
