package io.robustmq.broker.core.outgoing;

import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to one client: waiting in the queue first, then in flight. Owned by one session; also a link of the
 * in-flight list, in the order of sending.
 */
public final class Outgoing {

    /** Where it is in the exchange of its QoS (MQTT 5.0 §4.3). */
    public enum Stage {
        QUEUED,
        AWAITS_PUBACK,
        /** A QoS 2 message of a stored session is sent only once its packet id is kept. */
        KEEPS_ID,
        /** That is done, but not yet for one that goes first. */
        KEPT_ID,
        AWAITS_PUBREC,
        /** Its PUBREC has come; PUBREL is sent only once that is kept. */
        KEEPS_RECEIPT,
        AWAITS_PUBCOMP;

        /** Whether nothing may be sent before storage has answered. */
        public boolean isKeeping() {
            return this == KEEPS_ID || this == KEEPS_RECEIPT;
        }

        /** Whether the client may not have the message yet. */
        public boolean needsMessage() {
            return this == AWAITS_PUBACK || this == KEEPS_ID || this == KEPT_ID || this == AWAITS_PUBREC;
        }
    }

    /** Who takes messages from the log, and leaves them there. */
    public interface Source {
        /** There is no room for the message at {@code place} after all: it and what follows are read when there is. */
        void fallBehind(long place);

        /** The filter of the subscription whose history this is, or null if it is none's. */
        @Nullable
        TopicFilter historyOf();
    }

    /** What it came through; null for one that is sent again after a restart although its subscription has ended. */
    @Nullable
    Recipient via;

    /** The shared or replaying subscription an earlier process sent it through, or null. */
    final @Nullable TopicFilter formerlyThrough;

    final byte qos;
    final boolean retain;
    final int heapBytes;

    /** See {@link Place}. */
    final long place;

    /** Who has taken it from the log; null if it is not stored, or came through a shared subscription. */
    final @Nullable Source source;

    /** Null once PUBREC has come: the client has it. Null also for a stored one while the client is away. */
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

    /**
     * @param place see {@link Place}
     * @param source who has taken it from the log, or null
     */
    public Outgoing(Message message, Recipient via, int qos, boolean retain, long place, @Nullable Source source) {
        this.message = message;
        this.via = via;
        this.formerlyThrough = null;
        this.qos = (byte) qos;
        this.retain = retain;
        this.heapBytes = message.heapBytes();
        this.place = place;
        this.source = source;
    }

    /** One that was in flight before a restart. */
    public Outgoing(
            int qos,
            long place,
            @Nullable Source source,
            int packetId,
            Stage stage,
            @Nullable TopicFilter formerlyThrough) {
        this.formerlyThrough = formerlyThrough;
        this.qos = (byte) qos;
        this.retain = false;
        this.heapBytes = 0;
        this.place = place;
        this.source = source;
        this.packetId = packetId;
        this.stage = stage;
        this.sentBefore = true;
    }

    /** See {@link Place}. */
    public long place() {
        return place;
    }

    public int qos() {
        return qos;
    }

    /** 0 while it waits. */
    public int packetId() {
        return packetId;
    }

    public Stage stage() {
        return stage;
    }

    /** Who has taken it from the log; null if it is not stored, or came through a shared subscription. */
    public @Nullable Source source() {
        return source;
    }

    /** What it came through; null for one that is sent again after a restart although its subscription has ended. */
    public @Nullable Recipient via() {
        return via;
    }

    /** In flight, the one behind it in the order of sending, or null. */
    public @Nullable Outgoing newer() {
        return newer;
    }

    /** Whether it stands in the log. */
    public boolean isStored() {
        return place != Place.NOWHERE;
    }

    int[] identifiers() {
        return via == null ? PublishProperties.NO_IDENTIFIERS : via.identifiers();
    }

    /** Whether the client may not have the message yet, but it was let go: it has to be read again before it is sent again. */
    public boolean isLetGo() {
        return message == null && stage.needsMessage();
    }

    /** It has been read again; it comes through {@code readFor}. */
    public void readAgain(Message read, @Nullable Recipient readFor) {
        message = read;
        via = readFor;
    }

    /** The shared group that may give it to somebody else, or null. */
    public @Nullable SharedGroup group() {
        return via == null ? null : via.group();
    }

    /** The filter of the shared or replaying subscription it came through, in this process or an earlier one, or null. */
    public @Nullable TopicFilter through() {
        SharedGroup group = group();
        if (group != null) {
            return group.filter();
        }
        TopicFilter history = source == null ? null : source.historyOf();
        return history == null ? formerlyThrough : history;
    }

    /** The shared subscription it came through, in this process or an earlier one, or null. */
    public @Nullable TopicFilter groupFilter() {
        TopicFilter filter = through();
        return filter != null && filter.isShared() ? filter : null;
    }
}
