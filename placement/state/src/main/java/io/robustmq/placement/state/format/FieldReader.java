package io.robustmq.placement.state.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what {@link FieldWriter} wrote, and nothing else: every other byte is a {@link FormatException}. */
final class FieldReader {
    private static final int MAX_VARINT_SHIFT = 63;

    private final byte[] bytes;
    private int position;

    FieldReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int remaining() {
        return bytes.length - position;
    }

    /** Nothing may be left. */
    void end() {
        if (remaining() > 0) {
            throw wrong(remaining() + " bytes too many");
        }
    }

    int fixedByte() {
        need(1);
        return bytes[position++] & 0xFF;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift <= MAX_VARINT_SHIFT; shift += 7) {
            int next = fixedByte();
            if (shift == MAX_VARINT_SHIFT && next > 1) {
                break;
            }
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    throw wrong("a number is written longer than it needs");
                }
                return value;
            }
        }
        throw wrong("a number has more than 64 bits");
    }

    long signed() {
        long folded = varint();
        return (folded >>> 1) ^ -(folded & 1);
    }

    /** A varint that fits an int, 0 or more. */
    int number() {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw wrong("the number " + Long.toUnsignedString(value) + " is too large");
        }
        return (int) value;
    }

    long fixedLong() {
        need(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | (bytes[position++] & 0xFF);
        }
        return value;
    }

    boolean flag() {
        return switch (fixedByte()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw wrong("a flag is neither 0 nor 1");
        };
    }

    @Nullable
    Boolean optionalFlag() {
        return switch (fixedByte()) {
            case 0 -> null;
            case 1 -> false;
            case 2 -> true;
            default -> throw wrong("an optional flag is not 0, 1 or 2");
        };
    }

    <E extends Enum<E>> E constant(E[] values) {
        int at = fixedByte();
        if (at >= values.length) {
            throw wrong("there is no " + values[0].getDeclaringClass().getSimpleName() + " with the code " + at);
        }
        return values[at];
    }

    String text() {
        int length = number();
        need(length);
        ByteBuffer utf8 = ByteBuffer.wrap(bytes, position, length);
        position += length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(utf8)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FormatException("byte " + position + ": a text is not UTF-8", e);
        }
    }

    List<String> texts() {
        return list(this::text);
    }

    /** As many as the count in front says; each takes a byte at least, so a wrong count costs no memory. */
    <T> List<T> list(Supplier<T> element) {
        int count = number();
        need(count);
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(element.get());
        }
        return values;
    }

    FormatException wrong(String what) {
        return new FormatException("byte " + position + " of " + bytes.length + ": " + what);
    }

    private void need(int more) {
        if (remaining() < more) {
            throw wrong("it ends too early, " + more + " more are needed");
        }
    }
}
