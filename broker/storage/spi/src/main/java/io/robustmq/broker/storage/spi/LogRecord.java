package io.robustmq.broker.storage.spi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is appended to a log. Arrays are shared, not copied: whoever hands them over does not change them any more.
 *
 * @param timestampMillis when it was published, wall clock
 * @param topic its topic name, UTF-8, 1..65,535 bytes
 * @param key under which it replaces earlier ones when a log is compacted; null for none
 * @param headers in the order given, names may repeat
 * @param value the payload
 */
public record LogRecord(long timestampMillis, byte[] topic, byte @Nullable [] key, List<Header> headers, byte[] value) {

    // Not the short form of a constructor, which loses the annotations of its parameters for other modules.
    public LogRecord(long timestampMillis, byte[] topic, byte @Nullable [] key, List<Header> headers, byte[] value) {
        if (topic.length == 0 || topic.length > 65_535) {
            throw new IllegalArgumentException("a topic of " + topic.length + " bytes; 1 to 65535 are allowed");
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
