package io.robustmq.broker.core.delivery;

import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.HashMap;
import java.util.Map;

/**
 * The topic aliases this server uses towards one client (MQTT 5.0 §3.3.2.3.4): the first topics get one, later topics go in
 * full. Valid for one connection. Holds at most {@code maximum} topics, 1..65,535.
 */
final class OutgoingAliases {
    /** What setting an alias adds to a packet at most: the property, and a byte more for each of two lengths. */
    static final int MOST_BYTES = 5;

    /** Topics up to this many bytes would not get shorter by an alias. */
    private static final int SHORT_TOPIC_BYTES = 4;

    private final int maximum;
    private final Map<TopicName, Integer> aliases = new HashMap<>();

    OutgoingAliases(int maximum) {
        this.maximum = maximum;
    }

    /** The alias the client knows for {@code topic}, or 0. */
    int known(TopicName topic) {
        Integer alias = aliases.get(topic);
        return alias == null ? 0 : alias;
    }

    /** A new alias for {@code topic}, or 0 if it is not worth one, or the client allows no more [MQTT-3.1.2-26]. */
    int assign(TopicName topic) {
        if (aliases.size() >= maximum || topic.utf8().length <= SHORT_TOPIC_BYTES) {
            return 0;
        }
        int alias = aliases.size() + 1;
        aliases.put(topic, alias);
        return alias;
    }
}
