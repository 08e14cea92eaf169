package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.Will;
import io.robustmq.broker.mqtt.topic.TopicName;

/** Makes messages of what clients send. Times are wall-clock milliseconds. */
final class Messages {
    private static final long MILLIS_PER_SECOND = 1000;

    private Messages() {}

    /** @param topic the name the packet or its alias stands for */
    static Message of(Publish publish, TopicName topic, String clientId, ProtocolSettings settings, long now) {
        PublishProperties properties = publish.properties();
        if (properties.topicAlias() != 0) {
            properties = properties.withTopicAlias(0); // an alias is for one connection only [MQTT-3.3.2-7]
        }
        return new Message(
                topic,
                publish.payload(),
                publish.qos(),
                publish.retain(),
                properties.isNone() ? PublishProperties.NONE : properties,
                clientId,
                expiresAt(properties, settings, now));
    }

    /** A will becomes a message when it is published: its expiry runs from then. */
    static Message of(Will will, String clientId, ProtocolSettings settings, long now) {
        return new Message(
                will.topic(),
                will.payload(),
                will.qos(),
                will.retain(),
                will.properties(),
                clientId,
                expiresAt(will.properties(), settings, now));
    }

    private static long expiresAt(PublishProperties properties, ProtocolSettings settings, long now) {
        long maximum = settings.maximumMessageExpirySeconds();
        if (!properties.hasMessageExpiry()) {
            return maximum == 0 ? Message.NEVER : now + maximum * MILLIS_PER_SECOND;
        }
        long asked = properties.messageExpiryIntervalSeconds();
        return now + (maximum == 0 ? asked : Math.min(asked, maximum)) * MILLIS_PER_SECOND;
    }
}
