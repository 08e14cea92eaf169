package io.robustmq.placement.client.call;

/**
 * How long one call may take.
 *
 * @param tryNanos each try at one member
 * @param patienceNanos all tries
 */
public record Limits(long tryNanos, long patienceNanos) {}
