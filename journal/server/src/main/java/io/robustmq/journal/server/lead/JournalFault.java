package io.robustmq.journal.server.lead;

import io.robustmq.journal.api.v1.JournalError;
import io.robustmq.journal.api.v1.Reason;

/** Why something is not done, as its caller reads it. Costs little: it has no stack. */
public final class JournalFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient JournalError error;

    public JournalFault(JournalError error) {
        super(error.getReason() + ": " + error.getMessage(), null, false, false);
        this.error = error;
    }

    public static JournalFault of(Reason reason, String message) {
        return new JournalFault(
                JournalError.newBuilder().setReason(reason).setMessage(message).build());
    }

    /** @param leaderAddress {@code host:port} of its gRPC; empty if none is known */
    public static JournalFault notLeader(String leaderAddress) {
        return new JournalFault(JournalError.newBuilder()
                .setReason(Reason.NOT_LEADER)
                .setMessage(leaderAddress.isEmpty() ? "no server leads the group at present" : "another server leads")
                .setLeaderAddress(leaderAddress)
                .build());
    }

    public static JournalFault outcomeUnknown(String why) {
        return of(Reason.OUTCOME_UNKNOWN, why);
    }

    public JournalError error() {
        return error;
    }
}
