package io.robustmq.broker.core.stored;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What MQTT knows of a message beside topic, payload and user properties.
 *
 * <pre>
 *   flags            varint
 *     bits 0, 1        QoS as published, 0..2
 *     bit  2           RETAIN as published
 *     bit  3           there is an expiry time
 *     bits 4, 5        payload format indicator: 0 absent, 1 bytes, 2 UTF-8
 *     bit  6           there is a message expiry interval
 *     bit  7           there is a response topic
 *     bit  8           there is correlation data
 *     bit  9           there is a content type
 *   publisher        text, the client id; empty for the broker itself
 *   expiry time      varint, wall clock in ms, if its bit is set; and so on:
 *   expiry interval  varint, seconds as published
 *   response topic   text
 *   correlation data length and bytes
 *   content type     text
 * </pre>
 */
record MqttPart(
        int qos,
        boolean retain,
        String publisher,
        long expiresAtMillis,
        int payloadFormatIndicator,
        long messageExpiryIntervalSeconds,
        @Nullable String responseTopic,
        byte @Nullable [] correlationData,
        @Nullable String contentType) {

    private static final int QOS = 3;
    private static final int RETAIN = 1 << 2;
    private static final int EXPIRES = 1 << 3;
    private static final int FORMAT_SHIFT = 4;
    private static final int INTERVAL = 1 << 6;
    private static final int RESPONSE_TOPIC = 1 << 7;
    private static final int CORRELATION_DATA = 1 << 8;
    private static final int CONTENT_TYPE = 1 << 9;
    private static final int ALL_FLAGS = (1 << 10) - 1;

    static MqttPart of(Message message) {
        PublishProperties properties = message.properties();
        return new MqttPart(
                        message.qos(),
                        message.retain(),
                        message.publisher(),
                        message.expiresAtMillis(),
                        properties.payloadFormatIndicator(),
                        properties.messageExpiryIntervalSeconds(),
                        properties.responseTopic(),
                        properties.correlationData(),
                        properties.contentType())
                .checked();
    }

    Message toMessage(TopicName topic, byte[] payload, List<UserProperty> userProperties) {
        return new Message(topic, payload, qos, retain, properties(userProperties), publisher, expiresAtMillis);
    }

    private PublishProperties properties(List<UserProperty> userProperties) {
        if (userProperties.isEmpty() && flags() < 1 << FORMAT_SHIFT) {
            return PublishProperties.NONE;
        }
        return new PublishProperties(
                payloadFormatIndicator,
                messageExpiryIntervalSeconds,
                0,
                responseTopic,
                correlationData,
                userProperties,
                PublishProperties.NO_IDENTIFIERS,
                contentType);
    }

    /** How many bytes it takes to write if there are no properties, and a start if there are. */
    int expectedBytes() {
        int name = publisher.length();
        int expiry = expiresAtMillis == Message.NEVER ? 0 : FieldWriter.varintBytes(expiresAtMillis);
        return 1 + FieldWriter.varintBytes(name) + name + expiry;
    }

    void write(FieldWriter to) {
        to.varint(flags()).text(publisher);
        if (expiresAtMillis != Message.NEVER) {
            to.varint(expiresAtMillis);
        }
        if (messageExpiryIntervalSeconds != PublishProperties.ABSENT) {
            to.varint(messageExpiryIntervalSeconds);
        }
        if (responseTopic != null) {
            to.text(responseTopic);
        }
        if (correlationData != null) {
            to.block(correlationData);
        }
        if (contentType != null) {
            to.text(contentType);
        }
    }

    static MqttPart read(FieldReader from) {
        int flags = from.number("the flags", 0, ALL_FLAGS);
        return new MqttPart(
                        flags & QOS,
                        (flags & RETAIN) != 0,
                        from.text(),
                        (flags & EXPIRES) == 0 ? Message.NEVER : from.varint(),
                        ((flags >> FORMAT_SHIFT) & 3) - 1,
                        (flags & INTERVAL) == 0 ? PublishProperties.ABSENT : from.varint(),
                        (flags & RESPONSE_TOPIC) == 0 ? null : from.text(),
                        (flags & CORRELATION_DATA) == 0 ? null : from.block(),
                        (flags & CONTENT_TYPE) == 0 ? null : from.text())
                .checked();
    }

    /** @throws IllegalArgumentException if a number is not what it may be */
    private MqttPart checked() {
        Bounds.require("a QoS", qos, 0, 2);
        Bounds.require("a payload format indicator", payloadFormatIndicator, PublishProperties.ABSENT, 1);
        Bounds.require(
                "a message expiry", messageExpiryIntervalSeconds, PublishProperties.ABSENT, Bounds.MAX_UNSIGNED_INT);
        return this;
    }

    private int flags() {
        return qos
                | (retain ? RETAIN : 0)
                | (expiresAtMillis == Message.NEVER ? 0 : EXPIRES)
                | ((payloadFormatIndicator + 1) << FORMAT_SHIFT)
                | (messageExpiryIntervalSeconds == PublishProperties.ABSENT ? 0 : INTERVAL)
                | (responseTopic == null ? 0 : RESPONSE_TOPIC)
                | (correlationData == null ? 0 : CORRELATION_DATA)
                | (contentType == null ? 0 : CONTENT_TYPE);
    }
}
