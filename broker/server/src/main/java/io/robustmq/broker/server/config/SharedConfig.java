package io.robustmq.broker.server.config;

import io.robustmq.broker.core.settings.SharedSettings;
import io.smallrye.config.WithDefault;

/** Shared subscriptions. */
public interface SharedConfig {

    /**
     * How a group's next member is chosen: round-robin and random spread evenly; least-inflight prefers members that keep
     * up; sticky stays with one until it goes; hash-client-id keeps the messages of one publisher in order, hash-topic
     * those of one topic.
     */
    @WithDefault("round-robin")
    SharedSettings.Strategy strategy();
}
