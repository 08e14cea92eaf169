package io.robustmq.broker.core.stored;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Builds a value: numbers as variable-length integers (seven bits a byte, lowest first), texts and bytes behind their length. */
final class ByteWriter {
    private static final int INITIAL = 64;

    private byte[] bytes = new byte[INITIAL];
    private int size;

    ByteWriter(int version) {
        raw(version);
    }

    ByteWriter raw(int oneByte) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = (byte) oneByte;
        return this;
    }

    ByteWriter flag(boolean yes) {
        return raw(yes ? 1 : 0);
    }

    /** Any 64-bit number; small positive ones are short. */
    ByteWriter number(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            raw((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        return raw((int) left);
    }

    ByteWriter bytes(byte[] value) {
        number(value.length);
        if (size + value.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + value.length, bytes.length * 2));
        }
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    ByteWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A text that may be missing. */
    ByteWriter maybe(@Nullable String value) {
        flag(value != null);
        return value == null ? this : text(value);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
