package io.robustmq.placement.client.call;

/**
 * What a call has come to.
 *
 * @param firstSentNanos when the first try was sent, by the monotonic clock
 * @param sentNanos when the try was sent that was answered
 */
public record Answer<A>(A message, long firstSentNanos, long sentNanos) {}
