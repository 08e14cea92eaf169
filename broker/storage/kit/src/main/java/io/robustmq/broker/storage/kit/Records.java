package io.robustmq.broker.storage.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes records from text, and text from records. */
public final class Records {
    /** The time of records that do not care. */
    public static final long NOON = 1_750_000_000_000L;

    private Records() {}

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static LogRecord record(String topic, String value) {
        return record(topic, bytes(value));
    }

    public static LogRecord record(String topic, byte[] value) {
        return new LogRecord(NOON, bytes(topic), null, List.of(), value);
    }

    public static LogRecord at(long timestampMillis, String value) {
        return new LogRecord(timestampMillis, bytes("t"), null, List.of(), bytes(value));
    }

    public static LogRecord keyed(String key, String value) {
        return new LogRecord(NOON, bytes("t"), bytes(key), List.of(), bytes(value));
    }

    public static Written write(Shard shard, LogRecord... records) {
        return Answers.of(shard.write(WriteBatch.of(records)));
    }

    /** Writes records {@code topic:from} to {@code topic:to-1}, ten a batch. */
    public static void writeMany(Shard shard, String topic, int from, int to) {
        List<LogRecord> batch = new ArrayList<>();
        for (int i = from; i < to; i++) {
            batch.add(record(topic, topic + ":" + i));
            if (batch.size() == 10 || i == to - 1) {
                shard.write(new WriteBatch(List.copyOf(batch), List.of()));
                batch.clear();
            }
        }
        Answers.of(shard.write(WriteBatch.of(new LogRecord[0])));
    }

    /** Everything a selection wants from an offset on, in pages of some size; also checks what each page must hold to. */
    public static List<StoredRecord> readAll(Shard shard, long from, TopicSelection topics, int maxRecords) {
        List<StoredRecord> all = new ArrayList<>();
        long position = from;
        while (true) {
            RecordPage page = Answers.of(shard.read(new ReadRequest(position, topics, maxRecords, 1 << 20)));
            assertThat(page.records()).hasSizeLessThanOrEqualTo(maxRecords);
            for (StoredRecord record : page.records()) {
                assertThat(record.offset()).isBetween(position, page.nextOffset() - 1);
                position = record.offset() + 1;
            }
            all.addAll(page.records());
            if (page.atEnd()) {
                return all;
            }
            assertThat(page.nextOffset()).as("a page goes on").isGreaterThanOrEqualTo(position);
            assertThat(page.nextOffset() > position || !page.records().isEmpty())
                    .as("a page that is not the last gets on, at " + position)
                    .isTrue();
            position = page.nextOffset();
        }
    }

    public static List<StoredRecord> readAll(Shard shard) {
        return readAll(shard, 0, TopicSelection.ALL, 100);
    }

    public static List<String> payloads(List<StoredRecord> records) {
        return records.stream().map(stored -> text(stored.record().value())).toList();
    }

    /** All there is to a record, to be compared. */
    public static String full(StoredRecord stored) {
        return stored.offset() + " " + full(stored.record());
    }

    public static String full(LogRecord record) {
        StringBuilder all = new StringBuilder();
        all.append(record.timestampMillis()).append(' ').append(escaped(record.topic()));
        all.append(record.key() == null ? " -" : " key=" + escaped(record.key()));
        record.headers()
                .forEach(header ->
                        all.append(' ').append(header.name()).append('=').append(escaped(header.value())));
        return all.append(" : ").append(escaped(record.value())).toString();
    }

    /** Bytes as something to read, one to one. */
    public static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            if (b > ' ' && b < 127 && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\%02x", b));
            }
        }
        return text.toString();
    }
}
