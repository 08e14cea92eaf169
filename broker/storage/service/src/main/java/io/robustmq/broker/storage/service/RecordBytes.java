package io.robustmq.broker.storage.service;

import io.robustmq.broker.storage.spi.LogRecord;
import java.nio.ByteBuffer;

/**
 * A record as bytes, big-endian:
 *
 * <pre>
 * i64 time stamp, u16 length of the topic, topic, i32 length of the key or -1, key, headers ({@link HeaderBytes}),
 * i32 length of the value, value
 * </pre>
 */
public final class RecordBytes {
    private RecordBytes() {}

    public static byte[] write(LogRecord record) {
        byte[] key = record.key();
        byte[] headers = HeaderBytes.write(record.headers());
        int keyBytes = key == null ? 0 : key.length;
        int length = Math.addExact(
                Math.addExact(8 + 2 + record.topic().length + 4 + 4, keyBytes),
                Math.addExact(headers.length, record.value().length));
        ByteBuffer out = ByteBuffer.allocate(length)
                .putLong(record.timestampMillis())
                .putShort((short) record.topic().length)
                .put(record.topic())
                .putInt(key == null ? -1 : key.length);
        if (key != null) {
            out.put(key);
        }
        return out.put(headers)
                .putInt(record.value().length)
                .put(record.value())
                .array();
    }

    public static LogRecord read(ByteBuffer in) {
        long timestamp = in.getLong();
        byte[] topic = bytes(in, Short.toUnsignedInt(in.getShort()));
        int keyBytes = in.getInt();
        byte[] key = keyBytes < 0 ? null : bytes(in, keyBytes);
        var headers = HeaderBytes.read(in);
        return new LogRecord(timestamp, topic, key, headers, bytes(in, in.getInt()));
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
