package io.robustmq.broker.core.session;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;
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

    /** Asks the next member of a group that is away, after this one or the first, to give away what it keeps. */
    void fetchKept(SharedGroup group, @Nullable Subscriber after);

    /** Runs {@code task} in a later turn of the lane, after others have had theirs. */
    void later(Runnable task);
}
