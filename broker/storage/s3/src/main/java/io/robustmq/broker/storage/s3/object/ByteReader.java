package io.robustmq.broker.storage.s3.object;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** Reads what a {@link ByteWriter} wrote. For one thread. */
final class ByteReader {
    private final ByteBuffer in;

    private ByteReader(ByteBuffer in) {
        this.in = in;
    }

    /**
     * Checks the checksum and the first word of an object, and has it read.
     *
     * @throws StorageException if it is not what it should be, with {@link Kind#FAILED}
     */
    static <T> T read(String name, byte[] object, int magic, Function<ByteReader, T> content) {
        CRC32C crc = new CRC32C();
        int length = object.length - 4;
        if (length >= 4) {
            crc.update(object, 0, length);
        }
        ByteBuffer in = ByteBuffer.wrap(object);
        if (length < 4 || in.getInt(length) != (int) crc.getValue() || in.getInt() != magic) {
            throw new StorageException(
                    Kind.FAILED, "The object " + name + " is damaged or none of ours: put it back as it was");
        }
        try {
            return content.apply(new ByteReader(in.limit(length)));
        } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
            throw new StorageException(Kind.FAILED, "The object " + name + " cannot be understood", e);
        }
    }

    int u16() {
        return Short.toUnsignedInt(in.getShort());
    }

    int i32() {
        return in.getInt();
    }

    long i64() {
        return in.getLong();
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    byte[] shortBytes() {
        return bytes(u16());
    }

    byte[] longBytes() {
        return bytes(i32());
    }

    void position(int position) {
        in.position(position);
    }
}
