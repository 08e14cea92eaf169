package io.robustmq.broker.core.group;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/** How members reach their groups: shared subscriptions with stored members, wherever those live. On the member's lane. */
public interface GroupMailbox {
    /** A session has joined or left a group, or changed its subscription. */
    void changed(SharedGroup group);

    /** The client of a group's member has come. */
    void online(SharedGroup group);

    /** A member is done with a message of a group, or answers for it from now on. */
    void settled(SharedGroup group, long place);

    /**
     * A member gives a message of a group back.
     *
     * @param message null if it is to be read again
     * @param hasNoRoom whether the member's client is there, but has no room for it
     */
    void giveBack(SharedGroup group, long place, @Nullable Message message, boolean hasNoRoom);

    /**
     * A member has finished a QoS 2 message of a group.
     *
     * @param then runs on this lane once the group is known never to give it to anybody again, whatever happens
     */
    void whenKept(TopicFilter group, long place, Runnable then);
}
