package io.robustmq.placement.client.retry;

/**
 * How long to wait before the next try: twice as long each time up to a bound, and anything from half of that to all of it, so
 * that clients who failed together do not come back together.
 *
 * @param firstNanos 1 or more
 * @param longestNanos at least {@code firstNanos}
 */
public record Backoff(long firstNanos, long longestNanos) {

    public Backoff {
        if (firstNanos < 1 || longestNanos < firstNanos) {
            throw new IllegalArgumentException("back-off from " + firstNanos + " to " + longestNanos + " ns");
        }
    }

    /**
     * @param failures how many tries have failed in a row, 1 or more
     * @param chance 0 (the shortest) to less than 1
     */
    public long nanos(int failures, double chance) {
        int doublings = Math.min(failures - 1, Long.numberOfLeadingZeros(firstNanos) - 1);
        long most = Math.min(longestNanos, firstNanos << doublings);
        return most / 2 + (long) ((most - most / 2) * chance);
    }
}
