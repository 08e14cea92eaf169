package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.outgoing.OutgoingHost;
import io.robustmq.broker.core.subscription.Subscription;
import java.util.Collection;

/** What a session needs of the lane it lives on. */
public interface SessionHost extends OutgoingHost {

    /** Messages for these subscriptions are routed to their session from now on, or not any more. */
    void reachabilityChanged(Collection<Subscription> subscriptions);

    /** Where stored sessions are kept. */
    LaneStorage storage();

    /** Runs {@code task} in a later turn of the lane, after others have had theirs. */
    void later(Runnable task);
}
