package io.robustmq.broker.mqtt.packet;

/**
 * One topic filter of SUBSCRIBE with its options (MQTT 5.0 §3.8.3.1).
 *
 * @param topicFilter as the client wrote it, {@code $share/...} included; not yet validated as a filter, because an
 *     invalid one
 *     is answered in SUBACK and does not end the connection
 * @param qos the largest QoS wanted, 0..2
 * @param retainHandling 0 send retained, 1 send if the subscription is new, 2 do not send; 0 before 5.0
 */
public record SubscriptionRequest(
        String topicFilter, int qos, boolean noLocal, boolean retainAsPublished, int retainHandling) {}
