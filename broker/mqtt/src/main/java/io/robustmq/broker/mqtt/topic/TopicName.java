package io.robustmq.broker.mqtt.topic;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A topic name a message is published to: 1..65,535 bytes of UTF-8 without wildcards (MQTT 5.0 §4.7).
 *
 * <p>Kept as bytes, since the broker compares, hashes and forwards names far more often than it prints them. The order
 * is by level: a topic sorts right before everything below it ({@code a/b} &lt; {@code a/b/c} &lt; {@code a/b!}), so
 * that a subtree is one contiguous range.
 */
public final class TopicName implements Comparable<TopicName> {
    private final byte[] utf8;
    private final int hash;
    private @Nullable String text;

    private TopicName(byte[] utf8) {
        this.utf8 = utf8;
        this.hash = Arrays.hashCode(utf8);
    }

    /**
     * Takes over {@code utf8}, which must be well-formed UTF-8 already.
     *
     * @throws MalformedPacketException 0x90 if it is empty, or holds {@code +}, {@code #} or NUL
     */
    public static TopicName ofUtf8(byte[] utf8) {
        if (utf8.length == 0) {
            throw new MalformedPacketException(
                    ReasonCode.TOPIC_NAME_INVALID, "the topic name is empty"); // [MQTT-4.7.3-1]
        }
        for (byte b : utf8) {
            if (b == '+' || b == '#') { // [MQTT-3.3.2-2]
                throw new MalformedPacketException(ReasonCode.TOPIC_NAME_INVALID, "the topic name holds a wildcard");
            }
            if (b == 0) { // [MQTT-4.7.3-2]
                throw new MalformedPacketException(ReasonCode.TOPIC_NAME_INVALID, "the topic name holds U+0000");
            }
        }
        return new TopicName(utf8);
    }

    /** As {@link #ofUtf8}, from text. */
    public static TopicName of(String text) {
        return ofUtf8(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes on the wire, without the length; shared, do not change. */
    public byte[] utf8() {
        return utf8;
    }

    /** Whether the first character is {@code $}, which leading wildcards do not match (§4.7.2). */
    public boolean isSystem() {
        return utf8[0] == '$';
    }

    /** The number of levels, 1 or more: {@code a//b} has three. */
    public int levels() {
        int levels = 1;
        for (byte b : utf8) {
            if (b == '/') {
                levels++;
            }
        }
        return levels;
    }

    @Override
    public int compareTo(TopicName other) {
        byte[] a = utf8;
        byte[] b = other.utf8;
        int at = Arrays.mismatch(a, b);
        if (at < 0) {
            return 0;
        }
        if (at == a.length || at == b.length) {
            return a.length - b.length;
        }
        return rank(a[at]) - rank(b[at]);
    }

    /** {@code /} before every other byte; NUL does not occur. */
    private static int rank(byte b) {
        return b == '/' ? 0 : b & 0xFF;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof TopicName name && name.hash == hash && Arrays.equals(utf8, name.utf8));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = new String(utf8, StandardCharsets.UTF_8);
            text = known;
        }
        return known;
    }
}
