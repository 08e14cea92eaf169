package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Refusal;

/** Ends a decision. Has no stack trace: it is an answer, not a fault. Never leaves the package. */
final class RefusedException extends RuntimeException {
    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }

    static RefusedException of(Reason reason, String field, String message, String advice) {
        return new RefusedException(new Refusal(reason, field, message, advice, 0));
    }

    static RefusedException version(String field, String message, String advice, long current) {
        return new RefusedException(new Refusal(Reason.VERSION_MISMATCH, field, message, advice, current));
    }
}
