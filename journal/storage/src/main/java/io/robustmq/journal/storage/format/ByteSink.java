package io.robustmq.journal.storage.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * An array that grows as bytes are written to its end; used again and again by one thread. Numbers are big-endian; a varint
 * has seven bits a byte, least first, and a set top bit on all but the last.
 */
public final class ByteSink {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array;
    private int size;

    public ByteSink(int capacity) {
        array = new byte[capacity];
    }

    /** The bytes, of which {@link #size} count; valid until the next write. */
    public byte[] array() {
        return array;
    }

    public int size() {
        return size;
    }

    /** Begins anew, and lets go of an array greater than {@code keepBytes}. */
    public void clear(int keepBytes) {
        size = 0;
        if (array.length > keepBytes) {
            array = new byte[keepBytes];
        }
    }

    /** Forgets what was written from {@code size} on. */
    public void cutTo(int size) {
        this.size = size;
    }

    /** Makes sure that as many further bytes have room, so that the array stays the same while they are written. */
    public void require(int bytes) {
        if (array.length - size < bytes) {
            long wanted = Math.max((long) size + bytes, array.length * 2L);
            if ((long) size + bytes > Integer.MAX_VALUE - 16) {
                throw new IllegalArgumentException("More than 2 GiB in one piece");
            }
            array = Arrays.copyOf(array, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
    }

    /** Leaves out some bytes, to be set or filled later; they hold anything. */
    public void skip(int bytes) {
        require(bytes);
        size += bytes;
    }

    public void putByte(int value) {
        require(1);
        array[size++] = (byte) value;
    }

    public void putInt(int value) {
        require(4);
        INTS.set(array, size, value);
        size += 4;
    }

    public void putLong(long value) {
        require(8);
        LONGS.set(array, size, value);
        size += 8;
    }

    public void setInt(int at, int value) {
        INTS.set(array, at, value);
    }

    public void setLong(int at, long value) {
        LONGS.set(array, at, value);
    }

    public void putVarint(int value) {
        require(5);
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    public void putVarlong(long value) {
        require(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    /** A varint of a number that may be negative: 0, -1, 1, -2, 2 and so on. */
    public void putSigned(long value) {
        putVarlong((value << 1) ^ (value >> 63));
    }

    public void put(byte[] bytes) {
        put(bytes, 0, bytes.length);
    }

    public void put(byte[] bytes, int from, int length) {
        require(length);
        System.arraycopy(bytes, from, array, size, length);
        size += length;
    }

    /** CRC32C of the bytes from one place up to another. */
    public int crc(int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(array, from, to - from);
        return (int) crc.getValue();
    }

    /** How many bytes {@link #putVarint} would write. */
    public static int varintBytes(int value) {
        return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }

    /** How many bytes {@link #putSigned} would write. */
    public static int signedBytes(long value) {
        return (70 - Long.numberOfLeadingZeros(((value << 1) ^ (value >> 63)) | 1)) / 7;
    }
}
