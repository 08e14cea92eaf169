package io.robustmq.broker.core.stored;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ByteWriter} wrote. Whatever is wrong with the bytes comes out as {@link StoredFormatException}. */
final class ByteReader {
    private static final int MOST_SHIFT = 63;

    private final String what;
    private final byte[] bytes;
    private int at;

    /**
     * @param what is being read, for complaints
     * @param version the newest that is understood
     */
    ByteReader(String what, byte[] bytes, int version) {
        this.what = what;
        this.bytes = bytes;
        int written = raw();
        if (written > version) {
            throw new StoredFormatException(what + " was written by a newer version (format " + written
                    + ", this version reads up to " + version + "): start that version again");
        }
        if (written == 0) {
            throw damaged("format 0");
        }
    }

    StoredFormatException damaged(String why) {
        return new StoredFormatException(what + " is damaged: " + why);
    }

    int raw() {
        if (at == bytes.length) {
            throw damaged("it ends early");
        }
        return bytes[at++] & 0xFF;
    }

    boolean flag() {
        int value = raw();
        if (value > 1) {
            throw damaged("neither yes nor no");
        }
        return value == 1;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift <= MOST_SHIFT; shift += 7) {
            int part = raw();
            value |= (part & 0x7FL) << shift;
            if (part < 0x80) {
                return value;
            }
        }
        throw damaged("a number without end");
    }

    /** A number within bounds, both included. */
    int number(int least, int most) {
        long value = number();
        if (value < least || value > most) {
            throw damaged("a number out of bounds: " + value);
        }
        return (int) value;
    }

    byte[] bytes() {
        int length = number(0, bytes.length - at);
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Nullable
    String maybe() {
        return flag() ? text() : null;
    }

    /** How many follow, each of which takes a byte or more. */
    int count() {
        return number(0, bytes.length - at);
    }

    <T> T end(T value) {
        if (at != bytes.length) {
            throw damaged("it goes on behind its end");
        }
        return value;
    }
}
