package io.robustmq.broker.mqtt.testkit;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Packets written out by hand.
 *
 * <pre>
 *   0A2F     two bytes in hexadecimal; blanks may stand between any two things
 *   'text'   these characters in UTF-8
 *   &lt;text&gt;   the same behind their length in two bytes
 *   ( ... )  what stands within, behind its length as a variable byte integer
 * </pre>
 *
 * <p>So {@code 10 (<MQTT> 05 02 003C (11 0000000A) <me>)} is a CONNECT of 5.0 with a session expiry interval of ten
 * seconds.
 */
public final class Bytes {
    private final String written;
    private int at;

    private Bytes(String written) {
        this.written = written;
    }

    public static byte[] of(String written) {
        Bytes parser = new Bytes(written);
        byte[] bytes = parser.sequence();
        if (parser.at < written.length()) {
            throw new IllegalArgumentException("at " + parser.at + " of " + written);
        }
        return bytes;
    }

    /** The bytes in hexadecimal, for the messages of assertions. */
    public static String show(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes);
    }

    private byte[] sequence() {
        WireWriter out = new WireWriter();
        while (at < written.length() && written.charAt(at) != ')') {
            char c = written.charAt(at++);
            switch (c) {
                case ' ' -> {}
                case '\'' -> out.raw(text('\''));
                case '<' -> out.binary(text('>'));
                case '(' -> {
                    byte[] block = sequence();
                    out.varint(block.length).raw(block);
                    at++;
                }
                default -> out.u8(HexFormat.fromHexDigits(written, at - 1, ++at));
            }
        }
        return out.bytes();
    }

    private byte[] text(char close) {
        int end = written.indexOf(close, at);
        String text = written.substring(at, end);
        at = end + 1;
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
