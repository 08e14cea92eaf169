package io.robustmq.broker.core.cluster;

/**
 * A broker of the cluster, in one of its epochs: one that has restarted, or has lost its lease, is another member.
 *
 * @param nodeId of its data folder
 * @param epoch of its registration
 * @param address {@code host:port} of its services for other brokers
 */
public record Member(String nodeId, long epoch, String address) {}
