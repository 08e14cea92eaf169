package io.robustmq.journal.storage.log;

/**
 * How much of a log is kept at most.
 *
 * @param maxAgeMillis segments whose records are all older go; {@link #UNLIMITED} for no limit
 * @param maxBytes the oldest segments go while the log takes more; {@link #UNLIMITED} for no limit
 */
public record Retention(long maxAgeMillis, long maxBytes) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The time before which records are too old. */
    long cutoffMillis(long nowMillis) {
        return maxAgeMillis == UNLIMITED ? Long.MIN_VALUE : nowMillis - maxAgeMillis;
    }
}
