package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.group.GroupMailbox;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.core.subscription.Subscription;
import java.util.Collection;

/** What a session needs of the lane it lives on. */
public interface SessionHost {

    LaneCounters counters();

    /** Wall-clock time of the current turn. */
    long wallMillis();

    /** Whether the node's memory for queues is used up. */
    boolean isMemoryFull();

    /** Whether it soon will be: QoS 0 waits for nobody then. */
    boolean isMemoryTight();

    /** Gives a message of a shared subscription to a member other than {@code not}, or drops it if there is none. */
    void reroute(Message message, SharedGroup group, Subscriber not);

    /** Messages for these subscriptions are routed to their session from now on, or not any more. */
    void reachabilityChanged(Collection<Subscription> subscriptions);

    /** The shared subscriptions that sessions kept in storage are members of. */
    GroupMailbox groups();

    /** Where stored sessions are kept. */
    LaneStorage storage();

    /** Runs {@code task} in a later turn of the lane, after others have had theirs. */
    void later(Runnable task);
}
