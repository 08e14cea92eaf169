package io.robustmq.broker.core.outgoing;

import io.robustmq.broker.core.group.GroupMailbox;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;

/** What messages on their way to a client need of the lane. */
public interface OutgoingHost {

    LaneCounters counters();

    /** Wall-clock time of the current turn. */
    long wallMillis();

    /** Whether the node's memory for queues is used up. */
    boolean isMemoryFull();

    /** Whether it soon will be: QoS 0 waits for nobody then. */
    boolean isMemoryTight();

    /** Gives a message of a shared subscription to a member other than {@code not}, or drops it if there is none. */
    void reroute(Message message, SharedGroup group, Subscriber not);

    /** The shared subscriptions that sessions kept in storage are members of. */
    GroupMailbox groups();
}
