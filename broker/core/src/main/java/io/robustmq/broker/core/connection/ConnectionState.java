package io.robustmq.broker.core.connection;

import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Packet;
import org.jspecify.annotations.Nullable;

/** Where a connection is in its life; {@link Connection} shows the moves. */
sealed interface ConnectionState permits Arriving, Entering, Online, ConnectionState.Closed {
    long NO_KEEP_ALIVE = Long.MAX_VALUE;

    /** A whole packet has come. */
    void onPacket(Packet packet);

    /** All packets that came together have been handled. */
    default void onBatchRead() {}

    /** The link takes more. */
    default void onWritable() {}

    /**
     * When silence since {@code heardNanos} becomes too long, or {@link #NO_KEEP_ALIVE}. Before CONNACK nothing counts but the
     * time for CONNECT, which runs already: once that is up, it is too late whatever was heard.
     */
    default long keepAliveDueNanos(long heardNanos) {
        return 0;
    }

    /** Whether silence is our doing, since we do not read; asked when the time is up. */
    default boolean isHeldBack() {
        return false;
    }

    /** Bytes that wait for the client to take them. */
    default long unreadBytes() {
        return 0;
    }

    /** Bytes the client has taken so far, about. */
    default long readBytes() {
        return 0;
    }

    /** Tells the client, if this state and its version allow it, why the connection ends. */
    default void explain(ReasonCode reason, @Nullable String why) {}

    /** What the client is called, or null before that is known. */
    default @Nullable String clientId() {
        return null;
    }

    /** The connection is over; what hangs on the state is let go. */
    default void onLeave(boolean withWill) {}

    /** Nothing happens any more. */
    record Closed() implements ConnectionState {
        static final Closed INSTANCE = new Closed();

        @Override
        public void onPacket(Packet packet) {}

        @Override
        public long keepAliveDueNanos(long heardNanos) {
            return NO_KEEP_ALIVE;
        }
    }
}
