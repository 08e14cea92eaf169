package io.robustmq.broker.core.settings;

/**
 * All that can be set about the core. Immutable; read once at start.
 *
 * @param nodeId this broker's id, shown in {@code $SYS} topics
 * @param durable which topics have a history
 */
public record Settings(
        int nodeId,
        ProtocolSettings protocol,
        ConnectionLimits connections,
        SessionLimits sessions,
        RetainedLimits retained,
        MemoryLimits memory,
        SharedSettings shared,
        DurableTopics durable,
        long sysIntervalMillis) {}
