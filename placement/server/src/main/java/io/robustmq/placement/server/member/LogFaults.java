package io.robustmq.placement.server.member;

import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.raft.ChangeRefusedException;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.NotLeadingException;
import io.robustmq.placement.raft.OutcomeUnknownException;
import io.robustmq.placement.raft.Replies;
import io.robustmq.placement.server.raft.RaftNode;
import io.robustmq.placement.service.fault.Fault;
import java.time.Duration;

/** What callers are told when the log does not do what they ask for. */
public final class LogFaults {

    private final RaftNode node;

    public LogFaults(RaftNode node) {
        this.node = node;
    }

    /** To those who want the leader. This member is not named, whatever it believes. */
    public Fault notLeader() {
        Member leader = node.leader();
        return Fault.notLeader(leader == null || leader.id().equals(node.self()) ? "" : leader.apiAddress());
    }

    /** A read that could not be made sure of. */
    public Fault unconfirmed(Duration patience) {
        Member leader = node.leader();
        if (leader == null) {
            return Fault.noQuorum("no leader was found within " + patience, "");
        }
        return leader.id().equals(node.self())
                ? Fault.noQuorum("this member leads, and no majority confirmed that within " + patience, "")
                : Fault.noQuorum(
                        "what " + leader.id() + ", who leads, has committed was not applied here within " + patience,
                        leader.apiAddress());
    }

    /** An entry that may not have been written. */
    public Fault ofEntry(Throwable fault) {
        Throwable cause = Replies.cause(fault);
        return cause instanceof NotLeadingException
                ? notLeader()
                : Fault.of(
                        Reason.OUTCOME_UNKNOWN,
                        cause instanceof OutcomeUnknownException
                                ? String.valueOf(cause.getMessage())
                                : "the log failed: " + cause,
                        "send it again with the same idempotency key");
    }

    /** A change of members that may not have been made. */
    Fault ofChange(Throwable fault) {
        Throwable cause = Replies.cause(fault);
        return switch (cause) {
            case Fault known -> known;
            case NotLeadingException _ -> notLeader();
            case ChangeRefusedException refused -> ofRefused(refused);
            case null, default ->
                Fault.of(
                        Reason.OUTCOME_UNKNOWN,
                        "whether the members have changed cannot be told: "
                                + (cause == null ? "no reason was given" : cause.getMessage()),
                        "ask for it again, at whoever leads by then: what is so already is done");
        };
    }

    private static Fault ofRefused(ChangeRefusedException refused) {
        return switch (refused.why()) {
            case ANOTHER_CHANGE -> underWay(String.valueOf(refused.getMessage()));
            case NOT_CAUGHT_UP ->
                Fault.of(
                        Reason.NOT_CAUGHT_UP,
                        "the members are who they were: " + refused.getMessage(),
                        "see that the new member runs, and that this one reaches it at its peer_address");
        };
    }

    static Fault underWay(String message) {
        return new Fault(PlacementError.newBuilder()
                .setReason(Reason.CHANGE_UNDER_WAY)
                .setMessage(message)
                .setAdvice("send this one when it is done")
                .setRetryAfterMillis(500)
                .build());
    }
}
