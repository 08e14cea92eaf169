package io.robustmq.broker.core.session;

import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one session by their filters; groups hear of the shared ones. Confined to the session's lane. */
final class SessionSubscriptions {
    private final SessionHost host;
    private Map<TopicFilter, Subscription> byFilter = Map.of();
    private int shared;

    SessionSubscriptions(SessionHost host) {
        this.host = host;
    }

    Collection<Subscription> all() {
        return byFilter.values();
    }

    @Nullable
    Subscription get(TopicFilter filter) {
        return byFilter.get(filter);
    }

    /** Returns the earlier one with the same filter, whose place it takes. */
    @Nullable
    Subscription put(Subscription subscription) {
        if (byFilter.isEmpty()) {
            byFilter = new HashMap<>(4);
        }
        Subscription replaced = byFilter.put(subscription.filter(), subscription);
        if (subscription.group() != null && replaced == null) {
            shared++;
        }
        return replaced;
    }

    @Nullable
    Subscription remove(TopicFilter filter) {
        Subscription ended = byFilter.isEmpty() ? null : byFilter.remove(filter);
        if (ended != null && ended.group() != null) {
            shared--;
            tellChanged(ended);
        }
        return ended;
    }

    /** The group of a shared subscription has another member, or one less. */
    void tellChanged(Subscription subscription) {
        SharedGroup group = subscription.group();
        if (group != null) {
            host.groups().changed(group);
        }
    }

    /** The stored groups have a member whose client is there. */
    void tellOnline() {
        if (shared == 0) {
            return;
        }
        for (Subscription subscription : byFilter.values()) {
            SharedGroup group = subscription.group();
            if (group != null && group.isStored()) {
                host.groups().online(group);
            }
        }
    }
}
