package io.robustmq.placement.client.retry;

/**
 * What a call has come to so far.
 *
 * @param failures tries that have failed
 * @param hops how often in a row a leader was named and asked at once
 * @param maybeApplied whether any of the tries may have been applied
 */
public record Effort(int failures, int hops, boolean maybeApplied) {
    /** Before the first try. */
    public static final Effort NONE = new Effort(0, 0, false);
}
