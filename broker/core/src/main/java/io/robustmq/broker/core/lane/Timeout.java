package io.robustmq.broker.core.lane;

import org.jspecify.annotations.Nullable;

/** Something that happens at a time, unless it is cancelled or put off. Confined to one lane; in at most one {@link Timers}. */
public abstract class Timeout {
    long deadlineNanos;

    @Nullable
    Timeout previous;

    @Nullable
    Timeout next;

    /** The time has come; the timeout is no longer scheduled and may be scheduled again. */
    protected abstract void onTime(long nowNanos);

    /** Whether it is waiting for its time. */
    public boolean isScheduled() {
        return next != null;
    }
}
