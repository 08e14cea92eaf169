package io.robustmq.broker.server.conformance.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the fields of one packet; fails on bytes the standard does not allow. */
final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    int u8() {
        if (!hasMore()) {
            throw new AssertionError("the packet is too short: " + Arrays.toString(bytes));
        }
        return bytes[at++] & 0xFF;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    long u32() {
        return (long) u16() << 16 | u16();
    }

    long varInt() {
        long value = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                if (next == 0 && shift > 0) {
                    throw new AssertionError("a variable byte integer takes more bytes than it needs");
                }
                return value;
            }
        }
        throw new AssertionError("a variable byte integer takes more than four bytes");
    }

    byte[] binary() {
        return slice(u16()).bytes;
    }

    String text() {
        byte[] utf8 = binary();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            if (text.indexOf(0) >= 0) {
                throw new AssertionError("text with U+0000: " + text);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8: " + Arrays.toString(utf8), e);
        }
    }

    byte[] rest() {
        return slice(bytes.length - at).bytes;
    }

    Reader slice(int length) {
        if (length > bytes.length - at) {
            throw new AssertionError("a field is longer than the packet: " + Arrays.toString(bytes));
        }
        Reader slice = new Reader(Arrays.copyOfRange(bytes, at, at + length));
        at += length;
        return slice;
    }
}
