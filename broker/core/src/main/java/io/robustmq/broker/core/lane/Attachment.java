package io.robustmq.broker.core.lane;

import org.jspecify.annotations.Nullable;

/** The connection side of a session with a connected client. */
public interface Attachment {
    /** Another connection came with the same client id: say so and close [MQTT-3.1.4-3]. */
    void onTakenOver();

    /** The server stops; its wills have been published already. */
    void onShutdown();

    /**
     * The client is to go to another server: say so and close, without its will.
     *
     * @param serverReference which one, or null
     */
    void onEvacuated(@Nullable String serverReference);

    /** Bytes of memory that wait for the client: what it does not take, and what it has begun to send and does not finish. */
    long heldBytes();

    /** Bytes that have gone to and come from the client so far; what waits here is not among them. */
    long movedBytes();

    /** Memory is short, and this client holds much of it and does not move: it goes, at once. */
    void onCut();
}
