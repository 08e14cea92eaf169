package io.robustmq.broker.core.settings;

/**
 * Limits of one session.
 *
 * @param maximum sessions in all, with or without connection; 0 no limit. One more is refused with 0x97
 * @param subscriptions subscriptions a session may hold; one more is answered 0x97 (0x80 before 5.0)
 * @param inflight QoS 1 and 2 messages on the way to the client at once, if the client does not want fewer (1..65,535)
 * @param queueMessages messages waiting beyond those in flight, connected or not
 * @param queueBytes bytes of those messages (payload, topic and properties)
 * @param dropOldest whether a full queue drops its oldest message, or else refuses the new one
 * @param queueQos0 whether QoS 0 messages wait for a client that is away
 */
public record SessionLimits(
        int maximum,
        int subscriptions,
        int inflight,
        int queueMessages,
        long queueBytes,
        boolean dropOldest,
        boolean queueQos0) {}
