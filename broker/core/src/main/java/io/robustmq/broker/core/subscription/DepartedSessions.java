package io.robustmq.broker.core.subscription;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.HashMap;
import java.util.Map;

/**
 * Stored sessions that were this broker's and are on their way to another, as a target of the filters that they subscribe to: what is
 * published here meanwhile is written to the log that both share, where they find it. Nobody here is given anything for their sake.
 *
 * <p>Stands once under a filter, however many of them there are. For any thread.
 */
public final class DepartedSessions implements Target {
    private final SubscriptionTree<Target> tree;
    private final Map<TopicFilter, Integer> counts = new HashMap<>(0);

    DepartedSessions(SubscriptionTree<Target> tree) {
        this.tree = tree;
    }

    /** One more wants the filter's messages; from the return on they are written. */
    synchronized void add(TopicFilter filter) {
        if (counts.merge(filter, 1, Integer::sum) == 1) {
            tree.add(filter, this);
        }
    }

    /** One less: it has come, or is given up. */
    synchronized void remove(TopicFilter filter) {
        int left = counts.getOrDefault(filter, 0) - 1;
        if (left > 0) {
            counts.put(filter, left);
        } else {
            counts.remove(filter);
            tree.remove(filter, this);
        }
    }
}
