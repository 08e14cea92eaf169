package io.robustmq.broker.core.subscription;

/** What stands in the subscription tree under a filter: one session's subscription, or a group that shares one. */
public sealed interface Target permits Subscription, SharedGroup {}
