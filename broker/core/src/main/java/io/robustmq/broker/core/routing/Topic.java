package io.robustmq.broker.core.routing;

import io.robustmq.broker.mqtt.topic.TopicName;
import org.jspecify.annotations.Nullable;

/** A topic that is published to, with the route last found for it. Shared by all lanes. */
public final class Topic {
    private final TopicName name;
    final int stripe;
    volatile @Nullable Route route;

    Topic(TopicName name, int stripe) {
        this.name = name;
        this.stripe = stripe;
    }

    public TopicName name() {
        return name;
    }
}
