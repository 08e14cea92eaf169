package io.robustmq.broker.mqtt.testkit;

import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.UserProperty;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the data types of MQTT from the body of one packet; fails on whatever is not as it must be. */
final class WireReader {
    private final ByteBuffer in;

    WireReader(ByteBuffer body) {
        this.in = body;
    }

    int u8() {
        return in.get() & 0xFF;
    }

    int u16() {
        return in.getShort() & 0xFFFF;
    }

    long u32() {
        return in.getInt() & 0xFFFF_FFFFL;
    }

    int varint() {
        int value = 0;
        int factor = 1;
        int b;
        do {
            b = u8();
            value += (b & 127) * factor;
            factor *= 128;
        } while (b > 127);
        return value;
    }

    byte[] binary() {
        return raw(u16());
    }

    byte[] raw(int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    byte[] rest() {
        return raw(in.remaining());
    }

    String string() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(binary()))
                    .toString();
            require(text.indexOf('\0') < 0, "a string holds U+0000");
            return text;
        } catch (CharacterCodingException e) {
            throw new AssertionError("a string is not UTF-8", e);
        }
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    ReasonCode reason() {
        int code = u8();
        ReasonCode reason = ReasonCode.of(code);
        require(reason != null, "an unknown reason code " + code);
        return reason;
    }

    /** The properties by identifier, those of {@code allowed} only; what may repeat is a list. */
    Map<Integer, Object> properties(Set<Integer> allowed) {
        WireReader block = new WireReader(ByteBuffer.wrap(raw(varint())));
        Map<Integer, Object> properties = new HashMap<>();
        List<UserProperty> userProperties = new ArrayList<>();
        List<Integer> identifiers = new ArrayList<>();
        properties.put(0x26, userProperties);
        properties.put(0x0B, identifiers);
        while (block.hasMore()) {
            int id = block.varint();
            require(allowed.contains(id), "a property that does not belong here: " + id);
            switch (id) {
                case 0x26 -> userProperties.add(new UserProperty(block.string(), block.string()));
                case 0x0B -> identifiers.add(block.varint());
                default -> require(properties.put(id, block.value(id)) == null, "twice the property " + id);
            }
        }
        return properties;
    }

    private Object value(int id) {
        return switch (id) {
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A -> u8();
            case 0x13, 0x21, 0x22, 0x23 -> u16();
            case 0x02, 0x11, 0x18, 0x27 -> u32();
            case 0x03, 0x08, 0x12, 0x15, 0x1A, 0x1C, 0x1F -> string();
            case 0x09, 0x16 -> binary();
            default -> throw new AssertionError("an unknown property " + id);
        };
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
