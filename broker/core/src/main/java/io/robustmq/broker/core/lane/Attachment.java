package io.robustmq.broker.core.lane;

/** The connection side of a session with a connected client. */
public interface Attachment {
    /** Another connection came with the same client id: say so and close [MQTT-3.1.4-3]. */
    void onTakenOver();

    /** The server stops; its wills have been published already. */
    void onShutdown();
}
