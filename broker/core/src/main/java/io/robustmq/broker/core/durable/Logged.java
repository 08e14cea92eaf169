package io.robustmq.broker.core.durable;

import io.robustmq.broker.core.routing.RemoteRoute;

/** The brokers that get a message as it passes, which is in the log that they share, too. */
public record Logged(RemoteRoute to) {}
