package io.robustmq.broker.core.stats;

/** Why a message was not delivered to a receiver. */
public enum Drop {
    /** The session's queue held its maximum of messages or bytes. */
    QUEUE_FULL,
    /** QoS 0 for a client whose socket does not keep up. */
    SLOW_CONSUMER,
    /** QoS 0 for a client that is away, or the session ended before delivery. */
    OFFLINE,
    /** The message expired while it waited. */
    EXPIRED,
    /** Larger than the client's maximum packet size [MQTT-3.1.2-25]. */
    TOO_LARGE,
    /** The node's memory for queues is used up. */
    MEMORY,
    /** The client may not publish to the topic. */
    NOT_AUTHORIZED,
    /** A retained message beyond the limits of the store; it was delivered but not kept. */
    RETAINED_LIMIT,
    /** A stored message had left the log, by its limits of age or size, before the client took it. */
    RETENTION,
    /** A stored message could not be understood; it was passed over. */
    UNREADABLE,
    /** Storage did not take it, and nobody waits to be told: QoS 0 for a durable topic, or what another broker has forwarded. */
    STORAGE
}
