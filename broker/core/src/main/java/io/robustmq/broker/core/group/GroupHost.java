package io.robustmq.broker.core.group;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscription;

/** What a group needs of the lane it lives on. */
public interface GroupHost {

    LaneCounters counters();

    /** Wall-clock time of the current turn. */
    long wallMillis();

    /** Gives a message to a member, whatever lane that lives on. */
    void give(Message message, Subscription member, long place);

    /** Nothing of a group waits in the log, or is on its way to a member: it need not be stored without a stored member. */
    void onDrained(SharedGroup group);

    /** Whether nobody follows the log for a group any more. */
    boolean isOver(SharedGroup group);

    LaneStorage groupStorage();
}
