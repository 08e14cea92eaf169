package io.robustmq.broker.storage.spi;

/**
 * How much of a log is kept at most.
 *
 * @param maxAgeMillis units whose records are all older go; {@link #UNLIMITED} for no limit
 * @param maxBytes the oldest units go while the log takes more; {@link #UNLIMITED} for no limit
 */
public record RetentionLimits(long maxAgeMillis, long maxBytes) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    public static final RetentionLimits NONE = new RetentionLimits(UNLIMITED, UNLIMITED);
}
