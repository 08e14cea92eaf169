package io.robustmq.broker.core.forward;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * For whom on another broker a message is.
 *
 * @param sessions whether it goes to every session with a subscription of its own
 * @param isInLog whether stored sessions find it in the log that both brokers share
 * @param groups the shared subscriptions of which one member there gets it
 */
public record Addressees(boolean sessions, boolean isInLog, List<TopicFilter> groups) {
    public static final Addressees SESSIONS = new Addressees(true, false, List.of());

    /** As {@link #SESSIONS}, of a message that is in the log. */
    public static final Addressees PASSERS = new Addressees(true, true, List.of());

    public Addressees {
        groups = List.copyOf(groups);
    }

    public static Addressees oneOf(TopicFilter group) {
        return new Addressees(false, false, List.of(group));
    }

    /** These, and those. */
    Addressees and(Addressees others) {
        List<TopicFilter> both = new ArrayList<>(groups);
        both.addAll(others.groups);
        return new Addressees(sessions || others.sessions, isInLog || others.isInLog, both);
    }
}
