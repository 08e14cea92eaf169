package io.robustmq.journal.server.lead;

import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.server.disk.StateStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is to be written, has the leader decide on it, and hands it to the log: one thread for a group. While entries are on their
 * way what comes waits and goes together; at most {@value #UNDER_WAY} entries are on their way.
 *
 * <p>Thread-safe. Answers are given on the threads of the log, in order: do little there.
 */
public final class Proposing implements AutoCloseable {
    static final int UNDER_WAY = 4;
    private static final int ENTRY_BYTES = 1 << 20;
    private static final int ENTRY_SUBMISSIONS = 4_096;

    /** Where decisions go. */
    public interface Log {

        /** The term this member leads in, having applied all of earlier terms; empty if it does not lead. */
        OptionalLong leading();

        /**
         * Appends; when this returns it is done or has failed, and those handed over later come behind it.
         *
         * @return done when it is committed and applied here; fails with {@link NotAppendedException} if it surely was not appended
         */
        CompletableFuture<Void> append(Decision decision);

        /** Who leads: what a caller is told. */
        JournalFault notLeading();

        /** Why nothing can be taken; null if it can. */
        @Nullable
        JournalFault full();
    }

    /** A decision did not get into the log, so that it will never take effect; nor may those made after it. */
    public static final class NotAppendedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NotAppendedException(String why) {
            super(why, null, false, false);
        }
    }

    private final Log log;
    private final StateStore state;
    private final LongSupplier appliedEnd;
    private final long maxWaitingBytes;
    private final Thread thread;

    private final ArrayDeque<Submission> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private int underWay;
    private boolean closed;

    /** Set by answers: what was decided rests on something that is not in the log. */
    private boolean broken;

    /** By the thread alone. */
    private @Nullable Leadership leadership;

    /**
     * @param appliedEnd the end offset of what is applied and can be read
     * @param maxWaitingBytes more than this is refused
     */
    public Proposing(String name, Log log, StateStore state, LongSupplier appliedEnd, long maxWaitingBytes) {
        this.log = log;
        this.state = state;
        this.appliedEnd = appliedEnd;
        this.maxWaitingBytes = maxWaitingBytes;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** Has something written; its answer tells the outcome. */
    public void submit(Submission submission) {
        JournalFault refusal = null;
        synchronized (this) {
            if (closed) {
                refusal = JournalFault.of(Reason.SHUTTING_DOWN, "this server stops");
            } else if (!waiting.isEmpty() && waitingBytes + submission.bytes() > maxWaitingBytes) {
                refusal = JournalFault.of(Reason.OVERLOADED, waitingBytes + " bytes wait already");
            } else {
                waiting.add(submission);
                waitingBytes += submission.bytes();
                notifyAll();
            }
        }
        if (refusal != null) {
            submission.answer().completeExceptionally(refusal);
        }
    }

    /** How many bytes wait. */
    public synchronized long waitingBytes() {
        return waitingBytes;
    }

    private void run() {
        try {
            for (List<Submission> some = take(); !some.isEmpty(); some = take()) {
                try {
                    propose(some);
                } catch (RuntimeException fault) {
                    refuse(some, JournalFault.of(Reason.STORAGE_FAILED, String.valueOf(fault.getMessage())));
                    markBroken();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** What goes together; empty when closed. */
    private synchronized List<Submission> take() throws InterruptedException {
        while (!closed && (waiting.isEmpty() || underWay >= UNDER_WAY || (broken && underWay > 0))) {
            wait();
        }
        List<Submission> some = new ArrayList<>();
        if (closed) {
            return some;
        }
        long bytes = 0;
        while (!waiting.isEmpty()
                && some.size() < ENTRY_SUBMISSIONS
                && (some.isEmpty() || bytes + waiting.getFirst().bytes() <= ENTRY_BYTES)) {
            Submission next = waiting.removeFirst();
            bytes += next.bytes();
            waitingBytes -= next.bytes();
            some.add(next);
        }
        return some;
    }

    private synchronized boolean takeBroken() {
        boolean was = broken;
        broken = false;
        return was;
    }

    private synchronized void markBroken() {
        broken = true;
        notifyAll();
    }

    private void propose(List<Submission> some) {
        OptionalLong term = log.leading();
        JournalFault full = log.full();
        if (term.isEmpty() || full != null) {
            refuse(some, full == null ? log.notLeading() : full);
            return;
        }
        Leadership now = leadership;
        if (takeBroken() || now == null || now.term() != term.getAsLong()) {
            now = new Leadership(term.getAsLong(), state, appliedEnd);
            leadership = now;
        }
        Decision decision = now.decide(some);
        if (decision == null) {
            return;
        }
        synchronized (this) {
            underWay++;
        }
        log.append(decision).whenComplete((done, fault) -> finished(decision, fault));
    }

    private void finished(Decision decision, @Nullable Throwable fault) {
        if (fault == null) {
            decision.answers().forEach(answer -> answer.to().answer().complete(answer.appended()));
        } else {
            boolean surelyNot = fault instanceof NotAppendedException;
            JournalFault why =
                    surelyNot ? log.notLeading() : JournalFault.outcomeUnknown(String.valueOf(fault.getMessage()));
            decision.answers().forEach(answer -> answer.to().answer().completeExceptionally(why));
        }
        synchronized (this) {
            underWay--;
            broken |= fault != null;
            notifyAll();
        }
    }

    private static void refuse(List<Submission> some, JournalFault why) {
        some.forEach(submission -> submission.answer().completeExceptionally(why));
    }

    /** Refuses what waits; what is on its way is answered by the log. */
    @Override
    public void close() {
        List<Submission> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
            notifyAll();
        }
        refuse(left, JournalFault.of(Reason.SHUTTING_DOWN, "this server stops"));
    }
}
