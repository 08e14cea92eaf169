package io.robustmq.broker.core.settings;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;

/**
 * The topics whose messages are stored whether or not a session wants them, so that they have a history.
 *
 * @param filters none shared; a topic that any of them matches is durable
 */
public record DurableTopics(List<TopicFilter> filters) {
    public static final DurableTopics NONE = new DurableTopics(List.of());

    public DurableTopics {
        filters = List.copyOf(filters);
        for (TopicFilter filter : filters) {
            if (filter.isShared()) {
                throw new IllegalArgumentException("a durable topic cannot be shared: " + filter);
            }
        }
    }

    public boolean isEmpty() {
        return filters.isEmpty();
    }

    public boolean contains(TopicName topic) {
        for (TopicFilter filter : filters) {
            if (filter.matches(topic)) {
                return true;
            }
        }
        return false;
    }
}
