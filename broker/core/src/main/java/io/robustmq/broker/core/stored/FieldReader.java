package io.robustmq.broker.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.broker.mqtt.MalformedPacketException;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Reads the fields of a stored value one after another. Trusts nothing: whatever the bytes, the outcome is a value or a
 * {@link StoredFormatException}, and no more memory is taken than the bytes account for.
 */
final class FieldReader {
    private final String what;
    private final byte[] bytes;
    private int at;

    private FieldReader(String what, byte[] bytes) {
        this.what = what;
        this.bytes = bytes;
    }

    /**
     * Reads a whole value: its version, its fields, and nothing behind them. What the fields' own types refuse
     * ({@link IllegalArgumentException}, {@link MalformedPacketException}) is refused here.
     *
     * @param what the kind of value, for the exception
     * @param newestVersion the newest format that {@code fields} can read, 1..255
     */
    static <T> T read(String what, int newestVersion, byte[] bytes, Function<FieldReader, T> fields) {
        FieldReader reader = new FieldReader(what, bytes);
        try {
            reader.requireVersion(newestVersion);
            T value = fields.apply(reader);
            reader.requireEnd();
            return value;
        } catch (IllegalArgumentException | MalformedPacketException e) {
            throw reader.malformed(String.valueOf(e.getMessage()));
        }
    }

    /** The version of the value that is read. */
    int version() {
        return bytes[0] & 0xFF;
    }

    int octet() {
        if (at == bytes.length) {
            throw malformed("it ends too early");
        }
        return bytes[at++] & 0xFF;
    }

    /** 64 bits; from 2⁶³ on they come out negative. */
    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            long bits = octet & 0x7F;
            if (shift == 63 && bits > 1) {
                break;
            }
            value |= bits << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw malformed("a number has more than 64 bits");
    }

    /** A number of {@code least}..{@code most}. */
    int number(String name, int least, int most) {
        return (int) Bounds.require(name, varint(), least, most);
    }

    String text() {
        return text(what, block());
    }

    /** Text from all of {@code utf8}, well formed or not at all. */
    static String text(String what, byte[] utf8) {
        String text = new String(utf8, UTF_8);
        // what cannot be decoded becomes U+FFFD: rare enough to look twice when there is one
        if (text.indexOf('\uFFFD') >= 0 && !Arrays.equals(text.getBytes(UTF_8), utf8)) {
            throw new StoredFormatException(what, "a text is not UTF-8");
        }
        return text;
    }

    /** A copy of as many bytes as the number before them says. */
    byte[] block() {
        int length = count();
        byte[] block = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return block;
    }

    /** A number of things that follow, each at least a byte. */
    int count() {
        long count = varint();
        if (count < 0 || count > bytes.length - at) {
            throw malformed("it ends too early");
        }
        return (int) count;
    }

    /** How many, and each as a varint. */
    long[] numbers() {
        long[] numbers = new long[count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = varint();
        }
        return numbers;
    }

    /** One byte whose value is at most {@code all}, a row of ones. */
    int flags(int all) {
        int flags = octet();
        if (flags > all) {
            throw malformed("it has unknown flags: " + flags);
        }
        return flags;
    }

    StoredFormatException malformed(String why) {
        return new StoredFormatException(what, why);
    }

    private void requireVersion(int newest) {
        int version = octet();
        if (version == 0) {
            throw malformed("its format version is 0");
        }
        if (version > newest) {
            throw malformed("it was written by a newer version of the broker (format " + version
                    + "; this one reads up to " + newest + ")");
        }
    }

    private void requireEnd() {
        if (at != bytes.length) {
            throw malformed("there are " + (bytes.length - at) + " bytes too many");
        }
    }
}
