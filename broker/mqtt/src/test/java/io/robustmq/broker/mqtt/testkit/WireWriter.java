package io.robustmq.broker.mqtt.testkit;

import io.robustmq.broker.mqtt.UserProperty;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes in the data types of MQTT, gathered in memory. */
final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WireWriter u8(int value) {
        out.write(value);
        return this;
    }

    WireWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    WireWriter u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    WireWriter varint(int value) {
        int left = value;
        do {
            int low = left % 128;
            left /= 128;
            u8(left > 0 ? low + 128 : low);
        } while (left > 0);
        return this;
    }

    WireWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    WireWriter binary(byte[] bytes) {
        return u16(bytes.length).raw(bytes);
    }

    WireWriter string(String text) {
        return binary(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A length, then what {@code block} holds. */
    WireWriter block(WireWriter block) {
        return varint(block.size()).raw(block.bytes());
    }

    WireWriter stringProperty(int id, @Nullable String value) {
        return value == null ? this : u8(id).string(value);
    }

    WireWriter binaryProperty(int id, byte @Nullable [] value) {
        return value == null ? this : u8(id).binary(value);
    }

    WireWriter userProperties(List<UserProperty> properties) {
        properties.forEach(p -> u8(0x26).string(p.name()).string(p.value()));
        return this;
    }

    int size() {
        return out.size();
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** A whole packet with what was gathered as its body. */
    byte[] framed(int first) {
        return new WireWriter().u8(first).block(this).bytes();
    }
}
