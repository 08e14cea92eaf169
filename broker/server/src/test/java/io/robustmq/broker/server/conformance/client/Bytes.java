package io.robustmq.broker.server.conformance.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes of a packet in the making; numbers are big-endian. */
public final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public Bytes u8(int value) {
        out.write(value);
        return this;
    }

    public Bytes u16(int value) {
        return u8(value >> 8).u8(value);
    }

    public Bytes u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    /** A variable byte integer, in as few bytes as it takes. */
    public Bytes varInt(long value) {
        long rest = value;
        while (rest > 0x7F) {
            u8((int) (rest & 0x7F) | 0x80);
            rest >>= 7;
        }
        return u8((int) rest);
    }

    public Bytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** Two bytes of length, then the bytes: binary data, and text as well. */
    public Bytes binary(byte[] bytes) {
        return u16(bytes.length).raw(bytes);
    }

    public Bytes text(String text) {
        return binary(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] toArray() {
        return out.toByteArray();
    }

    /** The packet with this first byte and these bytes after its remaining length. */
    public static byte[] packet(int firstByte, byte[] rest) {
        return new Bytes().u8(firstByte).varInt(rest.length).raw(rest).toArray();
    }

    public static byte[] of(int... bytes) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = (byte) bytes[i];
        }
        return result;
    }
}
