package io.robustmq.broker.mqtt.packet;

import io.robustmq.broker.mqtt.topic.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * An application message on its way in or out (MQTT 5.0 §3.3).
 *
 * @param topic null only when a topic alias stands for it (5.0)
 * @param qos 0, 1 or 2
 * @param packetId 1..65,535, or 0 at QoS 0
 */
public record Publish(
        @Nullable TopicName topic,
        byte[] payload,
        int qos,
        boolean retain,
        boolean dup,
        int packetId,
        PublishProperties properties)
        implements Packet {}
