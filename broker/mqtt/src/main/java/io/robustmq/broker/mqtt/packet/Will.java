package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.topic.TopicName;

/**
 * What to publish when a client goes without saying good-bye (MQTT 5.0 §3.1.3.2).
 *
 * @param delayIntervalSeconds 0..4,294,967,295; always 0 before 5.0
 * @param properties forwarded with the will message
 */
public record Will(
        TopicName topic,
        byte[] payload,
        int qos,
        boolean retain,
        long delayIntervalSeconds,
        PublishProperties properties) {}
