package io.robustmq.placement.service.fault;

import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.state.command.Refusal;

/** Why a call is not done, as its caller reads it. Costs little: it has no stack. */
public final class Fault extends RuntimeException {

    private final transient PlacementError error;

    public Fault(PlacementError error) {
        super(error.getReason() + ": " + error.getMessage(), null, false, false);
        this.error = error;
    }

    /** A fault without a field. */
    public static Fault of(Reason reason, String message, String advice) {
        return new Fault(PlacementError.newBuilder()
                .setReason(reason)
                .setMessage(message)
                .setAdvice(advice)
                .build());
    }

    /** A field of the request that cannot be right. */
    public static Fault field(Reason reason, String field, String message, String advice) {
        return new Fault(PlacementError.newBuilder()
                .setReason(reason)
                .setField(field)
                .setMessage(message)
                .setAdvice(advice)
                .build());
    }

    /** What the rules refused: both sides use the same names. */
    public static Fault of(Refusal refusal) {
        return new Fault(PlacementError.newBuilder()
                .setReason(Reason.valueOf(refusal.reason().name()))
                .setField(refusal.field())
                .setMessage(refusal.message())
                .setAdvice(refusal.advice())
                .setCurrentVersion(refusal.currentVersion())
                .build());
    }

    /**
     * Another member leads.
     *
     * @param leaderAddress {@code host:port} of its gRPC; empty if none is known
     */
    public static Fault notLeader(String leaderAddress) {
        return new Fault(PlacementError.newBuilder()
                .setReason(Reason.NOT_LEADER)
                .setMessage(leaderAddress.isEmpty() ? "no member leads at present" : "another member leads")
                .setAdvice(leaderAddress.isEmpty() ? "try again shortly" : "ask the leader")
                .setLeaderAddress(leaderAddress)
                .setRetryAfterMillis(100)
                .build());
    }

    /**
     * A read that could not be made sure of in time.
     *
     * @param leaderAddress {@code host:port} of the gRPC of the leader, if another member; empty if none is known
     */
    public static Fault noQuorum(String message, String leaderAddress) {
        return new Fault(PlacementError.newBuilder()
                .setReason(Reason.NO_QUORUM)
                .setMessage(message)
                .setAdvice(leaderAddress.isEmpty() ? "try again, or read stale" : "ask the leader, or read stale")
                .setLeaderAddress(leaderAddress)
                .setRetryAfterMillis(100)
                .build());
    }

    public PlacementError error() {
        return error;
    }
}
