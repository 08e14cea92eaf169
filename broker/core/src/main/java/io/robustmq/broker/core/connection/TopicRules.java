package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.charset.StandardCharsets;

/** What this server adds to the standard's rules for topics. */
final class TopicRules {
    private static final byte[] SERVERS_OWN = "$SYS/".getBytes(StandardCharsets.US_ASCII);

    private TopicRules() {}

    static boolean isTooLong(TopicName topic, ProtocolSettings limits) {
        return topic.utf8().length > limits.maximumTopicBytes() || topic.levels() > limits.maximumTopicLevels();
    }

    static boolean isTooLong(TopicFilter filter, ProtocolSettings limits) {
        return filter.utf8().length > limits.maximumTopicBytes() || filter.levels() > limits.maximumTopicLevels();
    }

    /** Whether only the server itself publishes there (MQTT 5.0 §4.7.2). */
    static boolean isServersOwn(TopicName topic) {
        byte[] name = topic.utf8();
        if (name.length < SERVERS_OWN.length) {
            return false;
        }
        for (int i = 0; i < SERVERS_OWN.length; i++) {
            if (name[i] != SERVERS_OWN[i]) {
                return false;
            }
        }
        return true;
    }
}
