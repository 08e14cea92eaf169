package io.robustmq.broker.mqtt.topic;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a client subscribes to (MQTT 5.0 §4.7, §4.8.2): a filter with {@code +} and {@code #}, and for a shared
 * subscription the group in front of it. Equal when both are equal.
 *
 * <p>{@code $queue/{filter}} is the shared subscription of the group named {@link #QUEUE_GROUP}.
 */
public final class TopicFilter {
    /** The group of {@code $queue/...}; no {@code $share} group can be called so, since it holds a slash. */
    public static final String QUEUE_GROUP = "/queue";

    private static final String SHARE = "$share/";
    private static final String QUEUE = "$queue/";

    private final byte[] utf8;
    private final @Nullable String group;
    private final boolean wildcard;
    private final int hash;

    private TopicFilter(byte[] utf8, @Nullable String group, boolean wildcard) {
        this.utf8 = utf8;
        this.group = group;
        this.wildcard = wildcard;
        this.hash = Arrays.hashCode(utf8) * 31 + (group == null ? 0 : group.hashCode());
    }

    /**
     * Parses what stands in SUBSCRIBE or UNSUBSCRIBE.
     *
     * @throws MalformedPacketException 0x8F if the standard does not allow it as a filter
     */
    public static TopicFilter parse(String text) {
        if (text.startsWith(SHARE)) {
            int end = text.indexOf('/', SHARE.length());
            if (end <= SHARE.length()) { // [MQTT-4.8.2-1]
                throw invalid("a shared subscription is $share/{group}/{filter}");
            }
            String group = text.substring(SHARE.length(), end);
            if (group.indexOf('+') >= 0 || group.indexOf('#') >= 0) { // [MQTT-4.8.2-2]
                throw invalid("a share name holds no wildcard");
            }
            return bare(text.substring(end + 1), group);
        }
        if (text.startsWith(QUEUE)) {
            return bare(text.substring(QUEUE.length()), QUEUE_GROUP);
        }
        return bare(text, null);
    }

    private static TopicFilter bare(String filter, @Nullable String group) {
        if (filter.isEmpty()) { // [MQTT-4.7.3-1]
            throw invalid("the topic filter is empty");
        }
        boolean wildcard = false;
        for (int i = 0; i < filter.length(); i++) {
            char c = filter.charAt(i);
            if (c == 0) { // [MQTT-4.7.3-2]
                throw invalid("the topic filter holds U+0000");
            }
            if (c == '+' || c == '#') {
                boolean opens = i == 0 || filter.charAt(i - 1) == '/';
                boolean last = i == filter.length() - 1;
                boolean closes = last || filter.charAt(i + 1) == '/';
                if (!opens || !closes || (c == '#' && !last)) { // [MQTT-4.7.1-1] [MQTT-4.7.1-2]
                    throw invalid("a wildcard fills a whole level, and # is the last one");
                }
                wildcard = true;
            }
        }
        return new TopicFilter(filter.getBytes(StandardCharsets.UTF_8), group, wildcard);
    }

    private static MalformedPacketException invalid(String why) {
        return new MalformedPacketException(ReasonCode.TOPIC_FILTER_INVALID, why);
    }

    /** The filter itself, without the share prefix; shared, do not change. */
    public byte[] utf8() {
        return utf8;
    }

    /** The group of a shared subscription, or null for an ordinary one. */
    public @Nullable String shareGroup() {
        return group;
    }

    public boolean isShared() {
        return group != null;
    }

    public boolean hasWildcard() {
        return wildcard;
    }

    /** The number of levels, 1 or more, wildcards included. */
    public int levels() {
        int levels = 1;
        for (byte b : utf8) {
            if (b == '/') {
                levels++;
            }
        }
        return levels;
    }

    /** Whether a message to {@code topic} is wanted (§4.7); the slow and plain way, one filter at a time. */
    public boolean matches(TopicName topic) {
        byte[] name = topic.utf8();
        if (topic.isSystem() && (utf8[0] == '+' || utf8[0] == '#')) { // [MQTT-4.7.2-1]
            return false;
        }
        int f = 0;
        int n = 0;
        while (f < utf8.length) {
            if (utf8[f] == '#') {
                return true;
            }
            if (utf8[f] == '+') {
                f++;
                while (n < name.length && name[n] != '/') {
                    n++;
                }
            } else {
                while (f < utf8.length && utf8[f] != '/') {
                    if (n >= name.length || name[n] != utf8[f]) {
                        return false;
                    }
                    f++;
                    n++;
                }
            }
            boolean filterEnds = f == utf8.length;
            boolean nameEnds = n == name.length;
            if (filterEnds || nameEnds) {
                // "sport/#" also matches "sport", its parent level
                return filterEnds ? nameEnds : f + 2 == utf8.length && utf8[f + 1] == '#';
            }
            if (name[n] != '/') {
                return false;
            }
            f++;
            n++;
        }
        return n == name.length && name[n - 1] == '/';
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicFilter filter
                && filter.hash == hash
                && Arrays.equals(utf8, filter.utf8)
                && (group == null ? filter.group == null : group.equals(filter.group));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** As a client would write it, share prefix included. */
    @Override
    public String toString() {
        String filter = new String(utf8, StandardCharsets.UTF_8);
        if (group == null) {
            return filter;
        }
        return group.equals(QUEUE_GROUP) ? QUEUE + filter : SHARE + group + "/" + filter;
    }
}
