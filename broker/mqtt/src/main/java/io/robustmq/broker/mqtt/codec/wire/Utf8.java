package io.robustmq.broker.mqtt.codec.wire;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether bytes are UTF-8 as MQTT wants it: well formed, no surrogates, no U+0000 (MQTT 5.0 §1.5.4). */
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;

    private Utf8() {}

    /** @throws MalformedPacketException 0x81 if {@code bytes} is not what MQTT calls a UTF-8 encoded string */
    public static void requireWellFormed(byte[] bytes) {
        int at = asciiPrefix(bytes);
        while (at < bytes.length) {
            int width = characterWidth(bytes, at);
            if (width == 0) { // [MQTT-1.5.4-1] [MQTT-1.5.4-2]
                throw new MalformedPacketException(ReasonCode.MALFORMED_PACKET, "a string is not well-formed UTF-8");
            }
            at += width;
        }
    }

    /**
     * How many leading bytes are in 0x01..0x7F, rounded down to the eight at a time that were looked at, or all of
     * them.
     */
    private static int asciiPrefix(byte[] bytes) {
        int at = 0;
        for (; at + 8 <= bytes.length; at += 8) {
            long eight = (long) LONGS.get(bytes, at);
            // a byte that is 0 borrows into its own high bit
            if (((eight | (eight - LOW_BITS)) & HIGH_BITS) != 0) {
                return at;
            }
        }
        while (at < bytes.length && bytes[at] > 0) {
            at++;
        }
        return at;
    }

    /** The bytes of the character at {@code at}, 1..4, or 0 if there is none that is allowed. */
    private static int characterWidth(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0x80) {
            return lead == 0 ? 0 : 1;
        }
        if (lead < 0xC2) { // a continuation byte, or an overlong form of two bytes
            return 0;
        }
        if (lead < 0xE0) {
            return continues(bytes, at, 1) ? 2 : 0;
        }
        if (lead < 0xF0) {
            return continues(bytes, at, 2) && isAllowedOfThree(lead, bytes[at + 1] & 0xFF) ? 3 : 0;
        }
        return lead < 0xF5 && continues(bytes, at, 3) && isAllowedOfFour(lead, bytes[at + 1] & 0xFF) ? 4 : 0;
    }

    private static boolean continues(byte[] bytes, int at, int count) {
        if (count >= bytes.length - at) {
            return false;
        }
        for (int i = 1; i <= count; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Neither overlong (below U+0800) nor a surrogate (U+D800..U+DFFF). */
    private static boolean isAllowedOfThree(int lead, int second) {
        return lead == 0xE0 ? second >= 0xA0 : lead != 0xED || second < 0xA0;
    }

    /** Neither overlong (below U+10000) nor above U+10FFFF. */
    private static boolean isAllowedOfFour(int lead, int second) {
        return lead == 0xF0 ? second >= 0x90 : lead != 0xF4 || second < 0x90;
    }
}
