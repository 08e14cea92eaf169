package io.robustmq.broker.core.access;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The topics a rule is about: all that a topic filter matches, or one filter taken {@linkplain Verbatim word for word}.
 *
 * <p>A filter may hold {@code ${clientid}} and {@code ${username}} in any level; see {@link PatternTemplate} for what a
 * hostile value can and cannot do there. Immutable.
 */
public sealed interface TopicPattern {

    /**
     * Whether the rule is about a message to this topic. Allocates nothing for ASCII names.
     *
     * @param topic the topic name's UTF-8
     * @param grants whether the rule gives something away, so that placeholders are filled with plain values only
     */
    boolean matches(byte[] topic, Identity who, boolean grants);

    /**
     * All topics that this client's filter matches, whatever its letters.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    static TopicPattern of(String text) {
        requireFilter(text);
        return text.contains("${") ? PatternTemplate.parse(text) : new Fixed(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Only the subscription whose filter is this text (a publication to the topic of this name); no placeholders, and
     * wildcards are only letters.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    static TopicPattern verbatim(String text) {
        requireFilter(text);
        return new Verbatim(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void requireFilter(String text) {
        if (text.startsWith("$share/") || text.startsWith("$queue/")) {
            throw new IllegalArgumentException(
                    "rules see a shared subscription's filter without its prefix; write what follows it");
        }
        try {
            TopicFilter.parse(text);
        } catch (MalformedPacketException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** A pattern that stands for a set of topics. */
    sealed interface Filter extends TopicPattern permits Fixed, PatternTemplate {
        /** The topic filter meant for this client, or null if there is none; {@code grants} as in {@link #matches}. */
        byte @Nullable [] filterFor(Identity who, boolean grants);
    }

    /** A filter that is the same for every client. */
    final class Fixed implements Filter {
        private final byte[] filter;

        private Fixed(byte[] filter) {
            this.filter = filter;
        }

        @Override
        public boolean matches(byte[] topic, Identity who, boolean grants) {
            return FilterRelation.covers(filter, topic);
        }

        @Override
        public byte[] filterFor(Identity who, boolean grants) {
            return filter;
        }
    }

    /** A filter as text: {@code #} means the subscription {@code #}, not everything. */
    final class Verbatim implements TopicPattern {
        private final byte[] text;

        private Verbatim(byte[] text) {
            this.text = text;
        }

        @Override
        public boolean matches(byte[] topic, Identity who, boolean grants) {
            return Arrays.equals(text, topic);
        }
    }
}
