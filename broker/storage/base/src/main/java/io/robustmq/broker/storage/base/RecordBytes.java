package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
import io.robustmq.broker.storage.spi.StorageException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as bytes, for media that keep bytes. Numbers are big-endian.
 *
 * <pre>
 *   timestamp    8   milliseconds
 *   topic        4   length, then the bytes
 *   key          4   length, -1 for none, then the bytes
 *   headers      4   how many; of each 4 + name in UTF-8, 4 + value
 *   value            the rest
 * </pre>
 */
public final class RecordBytes {
    private RecordBytes() {}

    public static byte[] encode(LogRecord record) {
        int headerCount = record.headers().size();
        byte[][] names = new byte[headerCount][];
        byte[] key = record.key();
        int size = 20 + record.topic().length + (key == null ? 0 : key.length) + record.value().length;
        for (int i = 0; i < headerCount; i++) {
            Header header = record.headers().get(i);
            names[i] = header.name().getBytes(StandardCharsets.UTF_8);
            size += 8 + names[i].length + header.value().length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        buffer.putLong(record.timestampMillis());
        buffer.putInt(record.topic().length).put(record.topic());
        buffer.putInt(key == null ? -1 : key.length);
        if (key != null) {
            buffer.put(key);
        }
        buffer.putInt(headerCount);
        for (int i = 0; i < headerCount; i++) {
            byte[] value = record.headers().get(i).value();
            buffer.putInt(names[i].length).put(names[i]).putInt(value.length).put(value);
        }
        return buffer.put(record.value()).array();
    }

    /** @throws StorageException (FAILED) if these are not the bytes of a record */
    public static LogRecord decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            long timestampMillis = buffer.getLong();
            byte[] topic = take(buffer, buffer.getInt());
            int keyLength = buffer.getInt();
            byte @Nullable [] key = keyLength < 0 ? null : take(buffer, keyLength);
            int headerCount = buffer.getInt();
            List<Header> headers = headerCount == 0 ? List.of() : new ArrayList<>();
            for (int i = 0; i < headerCount; i++) {
                String name = new String(take(buffer, buffer.getInt()), StandardCharsets.UTF_8);
                headers.add(new Header(name, take(buffer, buffer.getInt())));
            }
            return new LogRecord(timestampMillis, topic, key, headers, take(buffer, buffer.remaining()));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new StorageException(
                    StorageException.Kind.FAILED, "a stored record cannot be understood; the data is damaged", e);
        }
    }

    public static long timestampMillis(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
