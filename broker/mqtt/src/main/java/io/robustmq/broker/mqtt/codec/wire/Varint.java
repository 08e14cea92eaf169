package io.robustmq.broker.mqtt.codec.wire;

import io.netty.buffer.ByteBuf;

/** The variable byte integer: seven bits a byte, least significant first, 1..4 bytes (MQTT 5.0 §1.5.5). */
public final class Varint {
    public static final int MAXIMUM = 268_435_455;

    private Varint() {}

    /** The bytes {@link #write} takes, 1..4. */
    public static int length(int value) {
        if (value < 1 << 7) {
            return 1;
        }
        if (value < 1 << 14) {
            return 2;
        }
        return value < 1 << 21 ? 3 : 4;
    }

    /** Appends {@code value}, 0..{@link #MAXIMUM}, in as few bytes as will do. */
    public static void write(ByteBuf out, int value) {
        int left = value;
        while (left >= 0x80) { // [MQTT-1.5.5-1]
            out.writeByte((left & 0x7F) | 0x80);
            left >>>= 7;
        }
        out.writeByte(left);
    }
}
