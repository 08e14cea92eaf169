package io.robustmq.placement.raft;

/** An entry was handed to the log, and whether it will be applied cannot be told: the leader changed, or it took too long. */
public final class OutcomeUnknownException extends RuntimeException {

    public OutcomeUnknownException(String why) {
        super(why, null, false, false);
    }
}
