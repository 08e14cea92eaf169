package io.robustmq.broker.core.routing;

import io.robustmq.broker.core.subscription.RemoteBroker;
import java.util.List;

/**
 * Who on other brokers gets the messages of one topic. Immutable but for the turns of groups.
 *
 * @param brokers each with sessions of its own that subscribe
 * @param stores others, all of whose sessions find messages of QoS 1 and 2 in the log, and get those of QoS 0 alone
 * @param groups the shared subscriptions with members elsewhere, and perhaps here
 */
public record RemoteRoute(List<RemoteBroker> brokers, List<RemoteBroker> stores, List<SpreadGroup> groups) {
    private static final int FIXED_BYTES = 64;
    private static final int REFERENCE_BYTES = 4;
    private static final int GROUP_BYTES = 120;

    public RemoteRoute {
        brokers = List.copyOf(brokers);
        stores = List.copyOf(stores);
        groups = List.copyOf(groups);
    }

    long bytes() {
        return FIXED_BYTES
                + (long) (brokers.size() + stores.size()) * REFERENCE_BYTES
                + (long) groups.size() * GROUP_BYTES;
    }
}
