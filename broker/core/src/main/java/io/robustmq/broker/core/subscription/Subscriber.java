package io.robustmq.broker.core.subscription;

import io.robustmq.broker.core.delivery.Fanout;
import io.robustmq.broker.core.message.Message;
import org.jspecify.annotations.Nullable;

/** What routing knows of a session. */
public interface Subscriber {

    String clientId();

    /** The lane the session is confined to; fixed. */
    int lane();

    /** Whether a client is connected. May be asked by any thread; the answer may be a moment old. */
    boolean isOnline();

    /** Whether the session is kept in storage: QoS 1 and 2 messages for it are written before they are delivered. Fixed. */
    boolean isStored();

    /** Whether messages need not be routed to it now: its client is away, and it will read them from the log. */
    boolean isParked();

    /** Messages not yet acknowledged or not yet sent. May be asked by any thread; the answer may be a moment old. */
    int load();

    /**
     * Sends or queues a message. On the session's lane only.
     *
     * @param via the recipient that matched
     * @param place where the message is stored, see {@link io.robustmq.broker.core.durable.Place}
     * @param fanout frames begun with this message, or null when it goes to this session only
     */
    void deliver(Message message, Recipient via, long place, @Nullable Fanout fanout);
}
