package io.robustmq.broker.core.session;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to one client: waiting in the queue first, then in flight. Owned by one session; also a link of the
 * in-flight list, in the order of sending.
 */
final class Outgoing {

    /** Where it is in the exchange of its QoS (MQTT 5.0 §4.3). */
    enum Stage {
        QUEUED,
        AWAITS_PUBACK,
        AWAITS_PUBREC,
        AWAITS_PUBCOMP
    }

    final Recipient via;
    final byte qos;
    final boolean retain;
    final int heapBytes;

    /** Null once PUBREC has come: the client has it. */
    @Nullable
    Message message;

    Stage stage = Stage.QUEUED;
    int packetId;

    /** Whether it was sent on this connection; false again after a reconnection. */
    boolean sent;

    /** Whether it was ever sent, so that sending again is a duplicate. */
    boolean sentBefore;

    @Nullable
    Outgoing older;

    @Nullable
    Outgoing newer;

    Outgoing(Message message, Recipient via, int qos, boolean retain) {
        this.message = message;
        this.via = via;
        this.qos = (byte) qos;
        this.retain = retain;
        this.heapBytes = message.heapBytes();
    }

    /** The shared group that may give it to somebody else, or null. */
    @Nullable
    SharedGroup group() {
        return via.group();
    }
}
