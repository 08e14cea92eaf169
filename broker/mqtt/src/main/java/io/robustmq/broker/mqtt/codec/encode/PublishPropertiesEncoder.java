package io.robustmq.broker.mqtt.codec.encode;

import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import io.robustmq.broker.mqtt.packet.PublishProperties;

/** The properties of PUBLISH, without their length (MQTT 5.0 §3.3.2.3). */
public final class PublishPropertiesEncoder {
    private PublishPropertiesEncoder() {}

    /** The bytes {@link #write} will write. */
    public static int length(PublishProperties properties) {
        if (properties.isNone()) {
            return 0;
        }
        SizeSink size = new SizeSink();
        write(size, properties);
        return size.bytes();
    }

    public static void write(Sink out, PublishProperties p) {
        if (p.payloadFormatIndicator() != PublishProperties.ABSENT) { // [MQTT-3.3.2-4]
            out.u8Property(PropertyId.PAYLOAD_FORMAT_INDICATOR, p.payloadFormatIndicator());
        }
        if (p.hasMessageExpiry()) {
            out.u32Property(PropertyId.MESSAGE_EXPIRY_INTERVAL, p.messageExpiryIntervalSeconds());
        }
        if (p.topicAlias() != 0) {
            out.u16Property(PropertyId.TOPIC_ALIAS, p.topicAlias());
        }
        out.stringProperty(PropertyId.RESPONSE_TOPIC, p.responseTopic()); // [MQTT-3.3.2-15]
        out.binaryProperty(PropertyId.CORRELATION_DATA, p.correlationData()); // [MQTT-3.3.2-16]
        out.userProperties(p.userProperties()); // [MQTT-3.3.2-17]
        for (int identifier : p.subscriptionIdentifiers()) { // [MQTT-3.3.4-4]
            out.varintProperty(PropertyId.SUBSCRIPTION_IDENTIFIER, identifier);
        }
        out.stringProperty(PropertyId.CONTENT_TYPE, p.contentType()); // [MQTT-3.3.2-20]
    }
}
