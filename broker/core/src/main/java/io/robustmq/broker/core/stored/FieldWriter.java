package io.robustmq.broker.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Writes the fields of a stored value one after another; the counterpart of {@link FieldReader}. Grows as needed. */
final class FieldWriter {
    private byte[] bytes;
    private int size;

    /** @param capacity how many bytes are expected; when it is met exactly, nothing is copied in the end */
    FieldWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** How many bytes {@link #varint} writes, 1..10. */
    static int varintBytes(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    FieldWriter octet(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    FieldWriter varint(long value) {
        reserve(varintBytes(value));
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
        return this;
    }

    FieldWriter text(String text) {
        return block(text.getBytes(UTF_8));
    }

    /** Their number, and the bytes. */
    FieldWriter block(byte[] block) {
        varint(block.length);
        reserve(block.length);
        System.arraycopy(block, 0, bytes, size, block.length);
        size += block.length;
        return this;
    }

    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
