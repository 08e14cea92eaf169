package io.robustmq.placement.state.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts fields behind each other.
 *
 * <p><i>varint</i>: seven bits a byte, the lowest first, the top bit set on all but the last; up to ten bytes. <i>text</i>: the
 * varint of its length in bytes, and its UTF-8. <i>list</i>: the varint of how many, and they.
 *
 * <p>May be used again after {@link #clear}, by the same thread.
 */
final class FieldWriter {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private byte[] bytes = new byte[512]; // most of what is written has less
    private int length;

    /** Begins anew. */
    void clear() {
        length = 0;
    }

    void fixedByte(int value) {
        require(1);
        bytes[length++] = (byte) value;
    }

    void varint(long value) {
        require(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** Small also for small negative numbers. */
    void signed(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    void fixedLong(long value) {
        require(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    void flag(boolean value) {
        fixedByte(value ? 1 : 0);
    }

    /** 0 for null, 1 for false, 2 for true. */
    void optionalFlag(@Nullable Boolean value) {
        fixedByte(value == null ? 0 : value ? 2 : 1);
    }

    /** Its position in the enumeration; new constants are added at the end only. */
    @SuppressWarnings("EnumOrdinal") // The order is the format, and a test holds it.
    void constant(Enum<?> value) {
        fixedByte(value.ordinal());
    }

    void text(String value) {
        int before = length;
        if (!ascii(value)) {
            length = before;
            utf8(value);
        }
    }

    /** Nearly all texts are, and need no bytes of their own on the way. False as soon as it is not. */
    private boolean ascii(String value) {
        int count = value.length();
        varint(count);
        require(count);
        for (int i = 0; i < count; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                return false;
            }
            bytes[length++] = (byte) c;
        }
        return true;
    }

    private void utf8(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        raw(utf8);
    }

    void texts(List<String> values) {
        varint(values.size());
        for (String value : values) {
            text(value);
        }
    }

    void raw(byte[] value) {
        require(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    /** FNV-1a, 64 bits, of all that was written. */
    long hash() {
        long hash = FNV_OFFSET;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void require(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
