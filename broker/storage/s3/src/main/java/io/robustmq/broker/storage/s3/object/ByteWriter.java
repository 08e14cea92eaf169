package io.robustmq.broker.storage.s3.object;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Bytes put one after the other, big-endian, at most 2 GiB. For one thread. */
final class ByteWriter {
    private ByteBuffer out = ByteBuffer.allocate(4_096);

    ByteWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    ByteWriter i32(int value) {
        room(4).putInt(value);
        return this;
    }

    ByteWriter i64(long value) {
        room(8).putLong(value);
        return this;
    }

    ByteWriter bytes(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    /** With their length before them, up to 65,535. */
    ByteWriter shortBytes(byte[] bytes) {
        return u16(bytes.length).bytes(bytes);
    }

    /** With their length before them. */
    ByteWriter longBytes(byte[] bytes) {
        return i32(bytes.length).bytes(bytes);
    }

    int position() {
        return out.position();
    }

    void i32At(int position, int value) {
        out.putInt(position, value);
    }

    /** All of it, with a CRC-32C behind. */
    byte[] withChecksum() {
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.position());
        i32((int) crc.getValue());
        return Arrays.copyOf(out.array(), out.position());
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            long least = (long) out.position() + bytes;
            int capacity = (int) Math.min(Integer.MAX_VALUE - 16L, Math.max(least, 2L * out.capacity()));
            if (capacity < least) {
                throw new IllegalArgumentException("an object of more than 2 GiB");
            }
            out = ByteBuffer.wrap(Arrays.copyOf(out.array(), capacity)).position(out.position());
        }
        return out;
    }
}
