package io.robustmq.broker.server.health;

import io.robustmq.broker.core.port.LaneThread;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Feels whether event loops still run. Each {@link #longestSilenceNanos} asks every loop that owes no answer for a sign of
 * life; how long an answer is owed is how long the loop has been silent. Costs nothing between questions.
 *
 * <p>Any thread may ask; the loops answer on their own.
 */
public final class LanePulse {

    private static final long ANSWERED = Long.MIN_VALUE;

    private final List<Loop> loops;
    private final LongSupplier nanoTime;

    public LanePulse(List<? extends LaneThread> threads, LongSupplier nanoTime) {
        this.loops = threads.stream().map(Loop::new).toList();
        this.nanoTime = nanoTime;
    }

    /** How long the most silent loop has owed an answer; 0 if all have answered the last question. */
    public synchronized long longestSilenceNanos() {
        long now = nanoTime.getAsLong();
        return loops.stream().mapToLong(loop -> loop.silence(now)).max().orElse(0);
    }

    private static final class Loop {
        private final LaneThread thread;
        private volatile long askedNanos = ANSWERED;

        Loop(LaneThread thread) {
            this.thread = thread;
        }

        long silence(long now) {
            long asked = askedNanos;
            if (asked != ANSWERED) {
                return now - asked;
            }
            askedNanos = now;
            thread.execute(() -> askedNanos = ANSWERED);
            return 0;
        }
    }
}
