package io.robustmq.broker.core.connection;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The topic aliases one client has set (MQTT 5.0 §3.3.2.3.4), 1 to {@code maximum}; valid for one connection. Takes memory for
 * the largest alias in use, and for the names they stand for, at most {@code maximumBytes}.
 */
final class IncomingAliases {
    private static final int INITIAL = 16;

    private final int maximum;
    private final long maximumBytes;
    private @Nullable TopicName[] topics = {};
    private long bytes;

    IncomingAliases(int maximum, long maximumBytes) {
        this.maximum = maximum;
        this.maximumBytes = maximumBytes;
    }

    /** The topic a PUBLISH is for; remembers it if the packet sets an alias. */
    TopicName resolve(Publish publish) {
        TopicName topic = publish.topic();
        int alias = publish.properties().topicAlias();
        if (alias == 0) {
            if (topic == null) {
                throw new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, "neither topic nor topic alias");
            }
            return topic;
        }
        if (alias > maximum) { // [MQTT-3.3.2-9]
            throw new MalformedPacketException(ReasonCode.TOPIC_ALIAS_INVALID, "topic alias above the maximum");
        }
        if (topic != null) {
            set(alias, topic);
            return topic;
        }
        TopicName known = alias < topics.length ? topics[alias] : null;
        if (known == null) {
            throw new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, "unknown topic alias");
        }
        return known;
    }

    private void set(int alias, TopicName topic) {
        if (alias >= topics.length) {
            topics = Arrays.copyOf(
                    topics, Math.min(maximum + 1, Math.max(alias + 1, Math.max(INITIAL, topics.length * 2))));
        }
        TopicName former = topics[alias];
        bytes += topic.utf8().length - (former == null ? 0 : former.utf8().length);
        if (bytes > maximumBytes) {
            throw new MalformedPacketException(
                    ReasonCode.QUOTA_EXCEEDED, "the topics of all topic aliases are too long together");
        }
        topics[alias] = topic;
    }
}
