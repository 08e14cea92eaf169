package io.robustmq.broker.core.outgoing;

/** How it ends for a message on its way to one client. */
public enum How {
    /** The client has it, or has refused it; at QoS 0, it was sent. */
    ACKNOWLEDGED,
    /** It expired while it waited [MQTT-3.3.2-5]. */
    EXPIRED,
    /** It is larger than what the client takes, which counts as if it were delivered [MQTT-3.1.2-25]. */
    TOO_LARGE,
    /** It had left the log, by the limits of that, before it could be sent again. */
    LOST,
    /** The queue was full, and it the oldest. */
    CROWDED_OUT,
    /** It goes back to where it came from: to the log, or to its group for another member. */
    GIVEN_BACK,
    /** Nobody wants it any more: its subscription, or the session, is over. */
    FORGOTTEN
}
