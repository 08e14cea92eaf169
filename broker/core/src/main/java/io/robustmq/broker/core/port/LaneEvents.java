package io.robustmq.broker.core.port;

/** What happens on a lane, told by whoever runs it. Called on its thread only. */
public interface LaneEvents {

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
