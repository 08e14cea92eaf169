package io.robustmq.broker.mqtt.codec.encode;

import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.codec.wire.PropertyId;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the data types of MQTT one after another (MQTT 5.0 §1.5). One kind counts and the other writes, so that what a
 * packet looks like is said once and its length can never disagree with its bytes.
 */
public sealed interface Sink permits SizeSink, BufferSink {

    /** One byte. */
    void u8(int value);

    /** Two bytes, big-endian. */
    void u16(int value);

    /** Four bytes, big-endian. */
    void u32(long value);

    /** A variable byte integer. */
    void varint(int value);

    /** A two-byte length and UTF-8, 0..65,535 bytes. */
    void string(String value);

    /** A two-byte length and bytes, 0..65,535 of them. */
    void binary(byte[] value);

    /** The length of what {@code properties} writes, then that. */
    default void properties(Consumer<Sink> properties) {
        SizeSink size = new SizeSink();
        properties.accept(size);
        varint(size.bytes());
        properties.accept(this);
    }

    default void u8Property(int id, int value) {
        u8(id);
        u8(value);
    }

    default void u16Property(int id, int value) {
        u8(id);
        u16(value);
    }

    default void u32Property(int id, long value) {
        u8(id);
        u32(value);
    }

    default void varintProperty(int id, int value) {
        u8(id);
        varint(value);
    }

    /** Nothing if {@code value} is null. */
    default void stringProperty(int id, @Nullable String value) {
        if (value != null) {
            u8(id);
            string(value);
        }
    }

    /** Nothing if {@code value} is null. */
    default void binaryProperty(int id, byte @Nullable [] value) {
        if (value != null) {
            u8(id);
            binary(value);
        }
    }

    /** All of them, in order. */
    default void userProperties(List<UserProperty> userProperties) {
        for (int i = 0; i < userProperties.size(); i++) { // [MQTT-3.3.2-18]
            UserProperty property = userProperties.get(i);
            u8(PropertyId.USER_PROPERTY);
            string(property.name());
            string(property.value());
        }
    }
}
