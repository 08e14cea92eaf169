package io.robustmq.broker.core.lane;

import java.util.ArrayList;
import java.util.List;

/**
 * The timeouts of one lane: a wheel of {@link #SLOTS} lists, one for each {@link #TICK_NANOS}; an entry further away than one
 * turn of the wheel is passed over until its turn comes. Scheduling and cancelling take constant time, and a tick looks at one
 * list only, so that idle connections cost nothing. Times are met late by up to two ticks, never early.
 */
public final class Timers {
    static final int SLOTS = 1024;
    static final long TICK_NANOS = 100_000_000;

    /** The deadline of a timeout that was cancelled, which may happen between being found due and being run. */
    private static final long CANCELLED = Long.MIN_VALUE;

    /** The anchor of a circular list. */
    private static final class Anchor extends Timeout {
        Anchor() {
            next = this;
            previous = this;
        }

        @Override
        protected void onTime(long nowNanos) {
            throw new IllegalStateException("an anchor is never due");
        }
    }

    private final Anchor[] slots = new Anchor[SLOTS];
    private final List<Timeout> due = new ArrayList<>();
    private long tick;

    public Timers(long nowNanos) {
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Anchor();
        }
        tick = nowNanos / TICK_NANOS;
    }

    /** Schedules {@code timeout}, or puts it off if it is scheduled already. */
    public void schedule(Timeout timeout, long deadlineNanos) {
        cancel(timeout);
        timeout.deadlineNanos = deadlineNanos;
        // one tick later than the deadline's own, so that its slot is visited after the deadline
        long at = Math.max(tick, deadlineNanos / TICK_NANOS) + 1;
        link(timeout, slots[(int) Math.floorMod(at, (long) SLOTS)]);
    }

    /** Does nothing if it is not scheduled. */
    public void cancel(Timeout timeout) {
        timeout.deadlineNanos = CANCELLED;
        unlink(timeout);
    }

    private static void unlink(Timeout timeout) {
        Timeout before = timeout.previous;
        Timeout after = timeout.next;
        if (before != null && after != null) {
            before.next = after;
            after.previous = before;
            timeout.previous = null;
            timeout.next = null;
        }
    }

    private static void link(Timeout timeout, Anchor anchor) {
        Timeout last = anchor.previous;
        timeout.previous = last;
        timeout.next = anchor;
        if (last != null) {
            last.next = timeout;
        }
        anchor.previous = timeout;
    }

    /** Runs what is due. */
    public void advance(long nowNanos) {
        long target = nowNanos / TICK_NANOS;
        long steps = Math.min(target - tick, SLOTS);
        for (long i = 1; i <= steps; i++) {
            collect(slots[(int) Math.floorMod(target - steps + i, (long) SLOTS)], nowNanos);
        }
        tick = Math.max(tick, target);
        for (int i = 0; i < due.size(); i++) {
            Timeout timeout = due.get(i);
            if (!timeout.isScheduled() && timeout.deadlineNanos != CANCELLED) {
                timeout.onTime(nowNanos);
            }
        }
        due.clear();
    }

    private void collect(Anchor anchor, long nowNanos) {
        Timeout timeout = anchor.next;
        while (timeout != null && timeout != anchor) {
            Timeout after = timeout.next;
            if (timeout.deadlineNanos <= nowNanos) {
                unlink(timeout);
                due.add(timeout);
            }
            timeout = after;
        }
    }
}
