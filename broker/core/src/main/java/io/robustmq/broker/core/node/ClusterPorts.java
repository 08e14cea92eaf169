package io.robustmq.broker.core.node;

import io.robustmq.broker.core.cluster.PeerFigures;
import io.robustmq.broker.core.forward.PeerBacklog;
import io.robustmq.broker.core.port.Ownership;
import io.robustmq.broker.core.subscription.SubscriptionCensus;

/**
 * What a node tells, and asks, the cluster it belongs to.
 *
 * @param census hears of this broker's subscriptions
 * @param ownership says which client ids are this broker's
 * @param backlog says whether peers take what is forwarded to them
 * @param figures has the peers' statistics, and tells them this broker's
 */
public record ClusterPorts(SubscriptionCensus census, Ownership ownership, PeerBacklog backlog, PeerFigures figures) {

    /** Of a broker on its own. */
    public static ClusterPorts alone() {
        return new ClusterPorts(SubscriptionCensus.NONE, Ownership.ALONE, new PeerBacklog(), PeerFigures.alone());
    }
}
