package io.robustmq.broker.core.port;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import org.jspecify.annotations.Nullable;

/** Hears of clients that come, go or are turned away; for logs. Called on the client's lane; never blocks, never throws. */
public interface ClientEvents {

    /** A client has its CONNACK. */
    void onConnected(String clientId, Peer peer, ProtocolVersion version, boolean sessionPresent);

    /**
     * A client was turned away before it had its CONNACK.
     *
     * @param clientId what it calls itself, or null if it did not come so far
     * @param why in words, or null
     */
    void onRefused(@Nullable String clientId, Peer peer, ReasonCode reason, @Nullable String why);

    /**
     * A connected client is gone.
     *
     * @param reason of the DISCONNECT sent or received; {@code UNSPECIFIED_ERROR} if the socket just went
     * @param why in words, or null
     * @param byServer whether it was the server that ended it
     */
    void onDisconnected(String clientId, Peer peer, ReasonCode reason, @Nullable String why, boolean byServer);

    /** Hears nothing. */
    ClientEvents NONE = new ClientEvents() {
        @Override
        public void onConnected(String clientId, Peer peer, ProtocolVersion version, boolean sessionPresent) {}

        @Override
        public void onRefused(@Nullable String clientId, Peer peer, ReasonCode reason, @Nullable String why) {}

        @Override
        public void onDisconnected(
                String clientId, Peer peer, ReasonCode reason, @Nullable String why, boolean byServer) {}
    };
}
