package io.robustmq.broker.server.conformance.client;

import static io.robustmq.broker.server.conformance.client.Property.Type.BINARY;
import static io.robustmq.broker.server.conformance.client.Property.Type.BYTE;
import static io.robustmq.broker.server.conformance.client.Property.Type.FOUR_BYTES;
import static io.robustmq.broker.server.conformance.client.Property.Type.TEXT;
import static io.robustmq.broker.server.conformance.client.Property.Type.TEXT_PAIR;
import static io.robustmq.broker.server.conformance.client.Property.Type.TWO_BYTES;
import static io.robustmq.broker.server.conformance.client.Property.Type.VARIABLE;

/** The properties of MQTT 5.0 (§2.2.2.2). */
public enum Property {
    PAYLOAD_FORMAT_INDICATOR(0x01, BYTE),
    MESSAGE_EXPIRY_INTERVAL(0x02, FOUR_BYTES),
    CONTENT_TYPE(0x03, TEXT),
    RESPONSE_TOPIC(0x08, TEXT),
    CORRELATION_DATA(0x09, BINARY),
    SUBSCRIPTION_IDENTIFIER(0x0B, VARIABLE),
    SESSION_EXPIRY_INTERVAL(0x11, FOUR_BYTES),
    ASSIGNED_CLIENT_IDENTIFIER(0x12, TEXT),
    SERVER_KEEP_ALIVE(0x13, TWO_BYTES),
    AUTHENTICATION_METHOD(0x15, TEXT),
    AUTHENTICATION_DATA(0x16, BINARY),
    REQUEST_PROBLEM_INFORMATION(0x17, BYTE),
    WILL_DELAY_INTERVAL(0x18, FOUR_BYTES),
    REQUEST_RESPONSE_INFORMATION(0x19, BYTE),
    RESPONSE_INFORMATION(0x1A, TEXT),
    SERVER_REFERENCE(0x1C, TEXT),
    REASON_STRING(0x1F, TEXT),
    RECEIVE_MAXIMUM(0x21, TWO_BYTES),
    TOPIC_ALIAS_MAXIMUM(0x22, TWO_BYTES),
    TOPIC_ALIAS(0x23, TWO_BYTES),
    MAXIMUM_QOS(0x24, BYTE),
    RETAIN_AVAILABLE(0x25, BYTE),
    USER_PROPERTY(0x26, TEXT_PAIR),
    MAXIMUM_PACKET_SIZE(0x27, FOUR_BYTES),
    WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, BYTE),
    SUBSCRIPTION_IDENTIFIERS_AVAILABLE(0x29, BYTE),
    SHARED_SUBSCRIPTION_AVAILABLE(0x2A, BYTE);

    /** How a property's value stands on the wire. */
    enum Type {
        BYTE,
        TWO_BYTES,
        FOUR_BYTES,
        VARIABLE,
        TEXT,
        TEXT_PAIR,
        BINARY
    }

    final int id;
    final Type type;

    Property(int id, Type type) {
        this.id = id;
        this.type = type;
    }

    public int id() {
        return id;
    }

    /** Whether a packet may hold it more than once. */
    boolean mayRepeat() {
        return this == USER_PROPERTY || this == SUBSCRIPTION_IDENTIFIER;
    }

    static Property of(long id) {
        for (Property property : values()) {
            if (property.id == id) {
                return property;
            }
        }
        throw new AssertionError("no property has the id " + id);
    }
}
