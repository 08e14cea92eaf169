package io.robustmq.broker.mqtt.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Packets written out: hexadecimal bytes, and text in quotes, between which blanks may stand. {@code
 * "10 0E 0004'MQTT' 04 02 003C 0002'me'"} is a CONNECT.
 */
public final class Bytes {
    private Bytes() {}

    public static byte[] of(String written) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] parts = written.split("'", -1);
        if (parts.length % 2 == 0) {
            throw new IllegalArgumentException("a quote is not closed: " + written);
        }
        for (int i = 0; i < parts.length; i++) {
            byte[] part = i % 2 == 1
                    ? parts[i].getBytes(StandardCharsets.UTF_8)
                    : HexFormat.of().parseHex(parts[i].replaceAll("\\s", ""));
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** The bytes in hexadecimal, for messages of assertions. */
    public static String show(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes);
    }
}
