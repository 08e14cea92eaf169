package io.robustmq.broker.core.message;

import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An application message inside the broker; one object serves all receivers. Immutable, owned by the garbage collector: the
 * payload is a heap array that is shared and never changed, so nothing has to be released and nothing can leak.
 */
public final class Message {
    /** Stands for "never" in {@link #expiresAtMillis}. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int OVERHEAD_BYTES = 96;

    private final TopicName topic;
    private final byte[] payload;
    private final int qos;
    private final boolean retain;
    private final PublishProperties properties;
    private final String publisher;
    private final long expiresAtMillis;

    /**
     * @param qos as published, 0..2
     * @param retain the RETAIN flag as published
     * @param properties as published; without topic alias and subscription identifiers
     * @param publisher the publisher's client id, for no-local; empty for the broker itself
     * @param expiresAtMillis wall-clock time after which it is not sent any more, or {@link #NEVER}
     */
    public Message(
            TopicName topic,
            byte[] payload,
            int qos,
            boolean retain,
            PublishProperties properties,
            String publisher,
            long expiresAtMillis) {
        this.topic = topic;
        this.payload = payload;
        this.qos = qos;
        this.retain = retain;
        this.properties = properties;
        this.publisher = publisher;
        this.expiresAtMillis = expiresAtMillis;
    }

    public TopicName topic() {
        return topic;
    }

    public byte[] payload() {
        return payload;
    }

    public int qos() {
        return qos;
    }

    public boolean retain() {
        return retain;
    }

    public PublishProperties properties() {
        return properties;
    }

    public String publisher() {
        return publisher;
    }

    /** Whether it is no client's but the broker's, under {@code $SYS}. */
    public boolean isServersOwn() {
        return publisher.isEmpty();
    }

    public long expiresAtMillis() {
        return expiresAtMillis;
    }

    public boolean isExpired(long wallMillis) {
        return wallMillis >= expiresAtMillis;
    }

    /** The same message with these user properties in place of its own. */
    public Message withUserProperties(List<UserProperty> others) {
        return new Message(
                topic, payload, qos, retain, properties.withUserProperties(others), publisher, expiresAtMillis);
    }

    /** The same message published at another time: one whose expiry counts from 0, as wills are stored, from then. */
    public Message publishedAt(long wallMillis) {
        long expires = expiresAtMillis == NEVER ? NEVER : expiresAtMillis + wallMillis;
        return new Message(topic, payload, qos, retain, properties, publisher, expires);
    }

    /**
     * The properties to send on at {@code wallMillis}: the message expiry is what is left of it [MQTT-3.3.2-6]. Never more than
     * there was: another lane's clock may be a tick behind.
     */
    public PublishProperties propertiesAt(long wallMillis) {
        if (!properties.hasMessageExpiry()) {
            return properties;
        }
        long leftSeconds =
                Math.clamp((expiresAtMillis - wallMillis + 999) / 1000, 0, properties.messageExpiryIntervalSeconds());
        return new PublishProperties(
                properties.payloadFormatIndicator(),
                leftSeconds,
                0,
                properties.responseTopic(),
                properties.correlationData(),
                properties.userProperties(),
                PublishProperties.NO_IDENTIFIERS,
                properties.contentType());
    }

    /** About how many bytes of heap this message takes while it waits. */
    public int heapBytes() {
        return OVERHEAD_BYTES + topic.utf8().length + payload.length + propertyBytes();
    }

    private static int length(@Nullable CharSequence text) {
        return text == null ? 0 : text.length();
    }

    private int propertyBytes() {
        if (properties.isNone()) {
            return 0;
        }
        int bytes = 64;
        byte[] correlation = properties.correlationData();
        bytes += correlation == null ? 0 : correlation.length;
        bytes += length(properties.responseTopic()) + length(properties.contentType());
        for (UserProperty property : properties.userProperties()) {
            bytes += 80 + property.name().length() + property.value().length();
        }
        return bytes;
    }
}
