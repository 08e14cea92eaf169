package io.robustmq.journal.storage.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads what a {@link ByteSink} wrote, from a part of an array. Reading past the end throws
 * {@link IndexOutOfBoundsException}, which callers turn into a fault of the file they read. Confined to one thread.
 */
public final class ByteSource {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array = new byte[0];
    private int at;
    private int end;

    public ByteSource() {}

    public ByteSource(byte[] array, int from, int to) {
        reset(array, from, to);
    }

    public void reset(byte[] array, int from, int to) {
        if (from < 0 || to < from || to > array.length) {
            throw new IndexOutOfBoundsException("From " + from + " to " + to + " of " + array.length);
        }
        this.array = array;
        this.at = from;
        this.end = to;
    }

    public static int intAt(byte[] array, int at) {
        return (int) INTS.get(array, at);
    }

    public static long longAt(byte[] array, int at) {
        return (long) LONGS.get(array, at);
    }

    public int at() {
        return at;
    }

    public boolean hasMore() {
        return at < end;
    }

    /** Goes on at another place, at most the end. */
    public void moveTo(int place) {
        if (place < 0 || place > end) {
            throw outside();
        }
        at = place;
    }

    public void skip(int bytes) {
        require(bytes);
        at += bytes;
    }

    public int getByte() {
        require(1);
        return array[at++];
    }

    public int getInt() {
        require(4);
        at += 4;
        return (int) INTS.get(array, at - 4);
    }

    public long getLong() {
        require(8);
        at += 8;
        return (long) LONGS.get(array, at - 8);
    }

    /** A varint that is a length or a count: not negative. */
    public int getVarint() {
        long value = getVarlong();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IndexOutOfBoundsException("A length of " + value);
        }
        return (int) value;
    }

    public long getVarlong() {
        if (at < end && array[at] >= 0) {
            return array[at++];
        }
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            require(1);
            byte next = array[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("A number of more than ten bytes");
    }

    public long getSigned() {
        long value = getVarlong();
        return (value >>> 1) ^ -(value & 1);
    }

    public byte[] getBytes(int length) {
        require(length);
        at += length;
        return Arrays.copyOfRange(array, at - length, at);
    }

    private void require(int bytes) {
        if (bytes < 0 || end - at < bytes) {
            throw outside();
        }
    }

    private IndexOutOfBoundsException outside() {
        return new IndexOutOfBoundsException("Past the end at " + end);
    }
}
