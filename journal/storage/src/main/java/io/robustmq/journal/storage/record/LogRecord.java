package io.robustmq.journal.storage.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is appended to a log. Arrays are shared, not copied: whoever hands them over does not change them any more.
 *
 * @param kind what it is, 0..63: {@link #MESSAGE}, or a number of the user's own for what readers of messages pass by
 * @param timestampMillis when it was published, wall clock
 * @param topic UTF-8, 0..65,535 bytes; empty for what has none
 * @param key under which it replaces earlier ones of its kind when a log is compacted, at most 65,534 bytes; null for none
 * @param headers in the order given, names may repeat
 * @param value the payload
 */
public record LogRecord(
        byte kind, long timestampMillis, byte[] topic, byte @Nullable [] key, List<Header> headers, byte[] value) {
    public static final byte MESSAGE = 0;

    /** Kinds are below this. */
    public static final int KINDS = 64;

    public static final int MAX_TOPIC_BYTES = 65_535;
    public static final int MAX_KEY_BYTES = 65_534;

    public LogRecord(
            byte kind, long timestampMillis, byte[] topic, byte @Nullable [] key, List<Header> headers, byte[] value) {
        if (kind < 0 || kind >= KINDS) {
            throw new IllegalArgumentException("A record's kind is 0.." + (KINDS - 1) + ", not " + kind);
        }
        if (topic.length > MAX_TOPIC_BYTES) {
            throw new IllegalArgumentException("A topic takes at most 65,535 bytes, not " + topic.length);
        }
        if (key != null && key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("A key takes at most 65,534 bytes, not " + key.length);
        }
        this.kind = kind;
        this.timestampMillis = timestampMillis;
        this.topic = topic;
        this.key = key;
        this.headers = headers;
        this.value = value;
    }

    public static LogRecord message(
            long timestampMillis, byte[] topic, byte @Nullable [] key, List<Header> headers, byte[] value) {
        return new LogRecord(MESSAGE, timestampMillis, topic, key, headers, value);
    }

    /** About how many bytes it takes in memory and, uncompressed, in a log; for limits. Grows no slower than the latter. */
    public int sizeBytes() {
        long bytes = 48L + topic.length + value.length + (key == null ? 0 : key.length);
        for (Header header : headers) {
            bytes += 12 + 3L * header.name().length() + header.value().length;
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }
}
