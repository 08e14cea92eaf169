package io.robustmq.broker.storage.spi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is appended to a log. Arrays are shared, not copied: whoever hands them over does not change them any more.
 *
 * @param timestampMillis when it was published, wall clock
 * @param topic its topic name, UTF-8, 1..65,535 bytes
 * @param key under which it replaces earlier ones when a log is compacted, 0..32,767 bytes; null for none
 * @param headers in the order given, names may repeat
 * @param value the payload
 */
public record LogRecord(long timestampMillis, byte[] topic, byte @Nullable [] key, List<Header> headers, byte[] value) {
    public static final int MAX_TOPIC_BYTES = 65_535;
    public static final int MAX_KEY_BYTES = 32_767;

    // Not the short form of a constructor, which loses the annotations of its parameters for other modules.
    public LogRecord(long timestampMillis, byte[] topic, byte @Nullable [] key, List<Header> headers, byte[] value) {
        if (topic.length == 0 || topic.length > MAX_TOPIC_BYTES) {
            throw new IllegalArgumentException(
                    "a topic of " + topic.length + " bytes; 1 to " + MAX_TOPIC_BYTES + " are allowed");
        }
        if (key != null && key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a key of " + key.length + " bytes; at most " + MAX_KEY_BYTES + " are allowed");
        }
        this.timestampMillis = timestampMillis;
        this.topic = topic;
        this.key = key;
        this.headers = headers;
        this.value = value;
    }

    /** A name, 0..65,535 bytes of UTF-8, and what it says. */
    public record Header(String name, byte[] value) {
        public Header {
            if (name.length() > 65_535 / 3 && name.getBytes(StandardCharsets.UTF_8).length > 65_535) {
                throw new IllegalArgumentException("a header's name of more than 65535 bytes");
            }
        }
    }

    /** About how many bytes it takes in a log or in memory. */
    public int sizeBytes() {
        int bytes = 48 + topic.length + value.length + (key == null ? 0 : key.length);
        for (Header header : headers) {
            bytes += 8 + header.name().length() + header.value().length;
        }
        return bytes;
    }
}
