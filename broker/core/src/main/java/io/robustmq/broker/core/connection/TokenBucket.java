package io.robustmq.broker.core.connection;

/**
 * Lets through so much a second, and at most one second's worth at once. A rate of 0 lets everything through. Confined to its
 * owner's thread.
 */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private double tokens;
    private long lastNanos;

    TokenBucket(double perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.lastNanos = nowNanos;
    }

    /** Takes {@code amount}, on credit if need be; returns how long to wait before taking more, 0 for no time. */
    long takeNanos(long amount, long nowNanos) {
        if (perSecond == 0) {
            return 0;
        }
        tokens = Math.min(perSecond, tokens + (nowNanos - lastNanos) / NANOS_PER_SECOND * perSecond);
        lastNanos = nowNanos;
        tokens -= amount;
        return tokens >= 0 ? 0 : (long) (-tokens / perSecond * NANOS_PER_SECOND);
    }
}
