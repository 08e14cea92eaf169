package io.robustmq.broker.mqtt.codec.decode;

import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import org.jspecify.annotations.Nullable;

/** The properties that PUBLISH and a will have in common (MQTT 5.0 §3.3.2.3, §3.1.3.2), collected one by one. */
final class MessageProperties {
    private int payloadFormatIndicator = PublishProperties.ABSENT;
    private long messageExpiryIntervalSeconds = PublishProperties.ABSENT;
    private @Nullable String responseTopic;
    private byte @Nullable [] correlationData;
    private @Nullable String contentType;

    /** Reads the value of property {@code id} if it is one of these. */
    boolean read(int id, Properties properties, PacketBody body) {
        switch (id) {
            case PropertyId.PAYLOAD_FORMAT_INDICATOR -> payloadFormatIndicator = properties.bit();
            case PropertyId.MESSAGE_EXPIRY_INTERVAL -> messageExpiryIntervalSeconds = body.u32();
            case PropertyId.RESPONSE_TOPIC -> responseTopic = responseTopic(body);
            case PropertyId.CORRELATION_DATA -> correlationData = body.binary();
            case PropertyId.CONTENT_TYPE -> contentType = body.string(); // [MQTT-3.3.2-19]
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String responseTopic(PacketBody body) {
        String topic = body.string(); // [MQTT-3.3.2-13]
        if (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) { // [MQTT-3.3.2-14]
            throw PacketBody.protocolError("the response topic is not a topic name");
        }
        return topic;
    }

    PublishProperties build(int topicAlias, Properties properties) {
        return new PublishProperties(
                payloadFormatIndicator,
                messageExpiryIntervalSeconds,
                topicAlias,
                responseTopic,
                correlationData,
                properties.userProperties(),
                PublishProperties.NO_IDENTIFIERS,
                contentType);
    }
}
