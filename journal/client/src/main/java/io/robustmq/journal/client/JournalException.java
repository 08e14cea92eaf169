package io.robustmq.journal.client;

import io.robustmq.journal.api.v1.JournalError;
import io.robustmq.journal.api.v1.Reason;

/** Why something was not done. */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient JournalError error;
    private final boolean mayBeDone;

    JournalException(JournalError error, boolean mayBeDone) {
        super(error.getReason() + ": " + error.getMessage(), null, false, false);
        this.error = error;
        this.mayBeDone = mayBeDone;
    }

    static JournalException of(Reason reason, String message, boolean mayBeDone) {
        return new JournalException(
                JournalError.newBuilder().setReason(reason).setMessage(message).build(), mayBeDone);
    }

    static JournalException closed() {
        return of(Reason.SHUTTING_DOWN, "the client is closed", true);
    }

    public JournalError error() {
        return error;
    }

    public Reason reason() {
        return error.getReason();
    }

    /** Whether it may have been done all the same. */
    public boolean mayBeDone() {
        return mayBeDone;
    }
}
