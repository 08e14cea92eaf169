package io.robustmq.operator.rollout.wanted;

/**
 * What is wanted of one role.
 *
 * @param replicas pods
 * @param revision what the pods' template says, as a hash; it does not depend on {@code replicas}
 * @param volumeBytes size of each pod's volume
 */
public record WantedRole(int replicas, String revision, long volumeBytes) {}
