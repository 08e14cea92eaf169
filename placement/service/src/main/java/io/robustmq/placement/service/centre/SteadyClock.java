package io.robustmq.placement.service.centre;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The wall clock for the rules of the state, without its jumps: it begins with the wall clock and goes by the monotonic one, a tenth faster
 * or slower as long as the two differ. How long idempotency keys are remembered and how long a node is dead before its replicas are
 * moved is counted with it; with the wall clock, one that is set an hour ahead would have all keys forgotten at once, so
 * that a command that is sent again is done again.
 *
 * <p>Thread-safe.
 */
public final class SteadyClock {

    private static final long SLEW = 10; // one part in so many

    private final LongSupplier wallMillis;
    private final LongSupplier monotonicNanos;
    private long nowNanos; // since the epoch
    private long lookedNanos;

    /** That of this machine. */
    public static SteadyClock ofMachine() {
        return new SteadyClock(System::currentTimeMillis, System::nanoTime);
    }

    SteadyClock(LongSupplier wallMillis, LongSupplier monotonicNanos) {
        this.wallMillis = wallMillis;
        this.monotonicNanos = monotonicNanos;
        this.nowNanos = TimeUnit.MILLISECONDS.toNanos(wallMillis.getAsLong());
        this.lookedNanos = monotonicNanos.getAsLong();
    }

    /** Milliseconds since the epoch; never less than before. */
    public synchronized long millis() {
        long looked = monotonicNanos.getAsLong();
        long passed = Math.max(0, looked - lookedNanos);
        lookedNanos = looked;
        nowNanos += passed;
        long ahead = TimeUnit.MILLISECONDS.toNanos(wallMillis.getAsLong()) - nowNanos;
        nowNanos += Math.clamp(ahead, -passed / SLEW, passed / SLEW);
        return TimeUnit.NANOSECONDS.toMillis(nowNanos);
    }
}
