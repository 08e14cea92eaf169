package io.robustmq.broker.core.outgoing;

/** What an acknowledgement from a client meant. */
public enum AckResult {
    DONE,
    /** No publication has this id. */
    UNKNOWN,
    /** The id belongs to a publication of the other QoS, or at another stage. */
    OUT_OF_TURN
}
