package io.robustmq.broker.server.storage;

import java.util.concurrent.atomic.AtomicInteger;

/** Whether a shard's writes get on. Thread-safe. */
final class WritePulse {
    private final AtomicInteger waiting = new AtomicInteger();

    /** Of the first write since none waited, or of the last that was answered. */
    private volatile long sinceNanos;

    void submitted(long nowNanos) {
        if (waiting.getAndIncrement() == 0) {
            sinceNanos = nowNanos;
        }
    }

    void answered(long nowNanos) {
        sinceNanos = nowNanos;
        waiting.decrementAndGet();
    }

    /** For how long writes have been waiting without one being answered; 0 if none waits. */
    long stalledNanos(long nowNanos) {
        return waiting.get() == 0 ? 0 : Math.max(0, nowNanos - sinceNanos);
    }
}
