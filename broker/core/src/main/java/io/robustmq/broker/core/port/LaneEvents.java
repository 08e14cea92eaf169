package io.robustmq.broker.core.port;

import io.netty.buffer.ByteBuf;

/** What happens on a lane, told by whoever runs it. Called on its thread only. */
public interface LaneEvents {

    /**
     * Where a client will belong, told from the first bytes of its socket, so that it can begin there and need not move.
     *
     * @param first what has come so far, perhaps a part of CONNECT, perhaps anything; stays as it is
     * @return a lane's number: this lane's own if these bytes do not say
     */
    int homeOf(ByteBuf first);

    /**
     * A client's socket is ready for MQTT: TLS, WebSocket and PROXY header are done.
     *
     * @param nowNanos when the socket was accepted, so that the time for those counts towards the CONNECT timeout
     * @return who wants to hear of it
     */
    LinkEvents accept(Link link, long nowNanos);

    /** Comes ten times a second. */
    void onTick(long nowNanos, long wallMillis);
}
