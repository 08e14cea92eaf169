package io.robustmq.broker.server.listener;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Frames as MQTT's: a type byte, the length in one to four bytes, the body. */
final class Frame {
    private Frame() {}

    /** A frame whose body is {@code bytes} long and tells its own {@code number}. */
    static byte[] of(int number, int bytes) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) number);
        return of(body);
    }

    static byte[] of(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 5);
        out.write(0x30);
        int left = body.length;
        do {
            out.write(left > 0x7F ? (left & 0x7F) | 0x80 : left);
            left >>>= 7;
        } while (left > 0);
        out.writeBytes(body);
        return out.toByteArray();
    }

    static byte[] join(byte[]... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            out.writeBytes(frame);
        }
        return out.toByteArray();
    }
}
