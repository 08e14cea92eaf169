package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

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

    /** A member is done with a message of a stored group, or answers for it from now on. */
    void settled(SharedGroup group, long place);

    /**
     * A member gives a message of a stored group back.
     *
     * @param message null if it is to be read again
     * @param hasNoRoom whether the member's client is there, but has no room for it
     */
    void giveBack(SharedGroup group, long place, @Nullable Message message, boolean hasNoRoom);

    /**
     * A member has finished a QoS 2 message of a stored group.
     *
     * @param then runs on this lane once the group is known never to give it to anybody again, whatever happens
     */
    void whenGroupKept(TopicFilter group, long place, Runnable then);

    /** A session has joined or left a group, or changed its subscription. */
    void groupChanged(SharedGroup group);

    /** The client of a group's member has come. */
    void memberOnline(SharedGroup group);

    /** Where stored sessions are kept. */
    LaneStorage storage();

    /** Runs {@code task} in a later turn of the lane, after others have had theirs. */
    void later(Runnable task);
}
