package io.robustmq.journal.server.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.journal.storage.record.Header;
import io.robustmq.journal.storage.record.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way from the leader to the others; nowhere on disk. The mark is not among them: each replica writes its own.
 *
 * <pre>
 *  kind      byte
 *  timestamp long
 *  topic     unsigned short length, bytes
 *  key       int length, or -1 for none, bytes
 *  headers   unsigned short count; of each: unsigned short length of the name, UTF-8; int length of the value, bytes
 *  value     int length, bytes
 * </pre>
 */
public final class RecordBytes {
    private static final int FIXED_BYTES = 1 + 8 + 2 + 4 + 2 + 4;

    /** So many more than the contents of its fields a record takes. */
    public static final long MOST_BYTES_MORE = FIXED_BYTES;

    /** And for each of its headers. */
    public static final long MOST_HEADER_BYTES_MORE = 6;

    private RecordBytes() {}

    public static byte[] encode(List<LogRecord> records) {
        long size = 0;
        for (LogRecord record : records) {
            size += sizeOf(record);
        }
        ByteBuffer to = ByteBuffer.allocate(Math.toIntExact(size));
        for (LogRecord record : records) {
            put(record, to);
        }
        return to.array();
    }

    private static long sizeOf(LogRecord record) {
        byte[] key = record.key();
        long size = (long) FIXED_BYTES + record.topic().length + record.value().length + (key == null ? 0 : key.length);
        for (Header header : record.headers()) {
            size += MOST_HEADER_BYTES_MORE + header.name().getBytes(UTF_8).length + header.value().length;
        }
        return size;
    }

    private static void put(LogRecord record, ByteBuffer to) {
        to.put(record.kind()).putLong(record.timestampMillis());
        to.putShort((short) record.topic().length).put(record.topic());
        byte[] key = record.key();
        to.putInt(key == null ? -1 : key.length);
        if (key != null) {
            to.put(key);
        }
        to.putShort((short) record.headers().size());
        for (Header header : record.headers()) {
            byte[] name = header.name().getBytes(UTF_8);
            to.putShort((short) name.length).put(name);
            to.putInt(header.value().length).put(header.value());
        }
        to.putInt(record.value().length).put(record.value());
    }

    /** @throws java.nio.BufferUnderflowException if it ends within a record */
    public static List<LogRecord> decode(ByteBuffer from) {
        List<LogRecord> records = new ArrayList<>();
        while (from.hasRemaining()) {
            records.add(get(from));
        }
        return records;
    }

    private static LogRecord get(ByteBuffer from) {
        byte kind = from.get();
        long timestampMillis = from.getLong();
        byte[] topic = bytes(from, Short.toUnsignedInt(from.getShort()));
        int keyBytes = from.getInt();
        byte @Nullable [] key = keyBytes < 0 ? null : bytes(from, keyBytes);
        int count = Short.toUnsignedInt(from.getShort());
        List<Header> headers = count == 0 ? List.of() : new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = new String(bytes(from, Short.toUnsignedInt(from.getShort())), UTF_8);
            headers.add(new Header(name, bytes(from, from.getInt())));
        }
        return new LogRecord(kind, timestampMillis, topic, key, headers, bytes(from, from.getInt()));
    }

    private static byte[] bytes(ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.get(bytes);
        return bytes;
    }
}
