package io.robustmq.operator.rollout.observe;

/**
 * A StatefulSet as it is written.
 *
 * @param revision of its template
 * @param volumeBytes size in its claim template
 */
public record SetView(int replicas, String revision, long volumeBytes) {}
