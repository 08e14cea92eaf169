package io.robustmq.placement.server.raft;

/** An entry was handed to the log, and whether it will be applied cannot be told: the leader changed, or it took too long. */
public final class OutcomeUnknownException extends RuntimeException {

    OutcomeUnknownException(String why) {
        super(why, null, false, false);
    }
}
