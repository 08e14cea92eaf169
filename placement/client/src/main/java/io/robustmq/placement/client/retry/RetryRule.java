package io.robustmq.placement.client.retry;

import io.robustmq.placement.client.fault.Failure;
import io.robustmq.placement.client.fault.Nature;

/**
 * Whether a try that has failed is repeated. An answer that refuses never is; what may have been applied only if it is safe to send
 * again; everything else until patience is over.
 */
public record RetryRule(Backoff backoff) {
    /** Leaders named one after the other that are asked without a pause; more, and members do not agree at present. */
    static final int MOST_HOPS = 2;

    private static final long NANOS_A_MILLI = 1_000_000;

    /**
     * @param isNamed whether the member has named a leader worth asking at once
     * @param leftNanos patience that is left
     * @param chance 0 to less than 1, for the back-off
     */
    public Step after(Failure failure, Safety safety, Effort effort, boolean isNamed, long leftNanos, double chance) {
        Nature nature = Nature.of(failure);
        boolean maybeApplied = safety != Safety.READ && (effort.maybeApplied() || nature.isOutcomeUnknown());
        return switch (nature) {
            // Whatever came before: had a try been applied, its own answer would have been given under its key.
            case REFUSED -> new Step.GiveUp(false);
            case FAULTY -> new Step.GiveUp(maybeApplied);
            case UNSURE ->
                safety == Safety.ONCE
                        ? new Step.GiveUp(true)
                        : again(failure, effort, maybeApplied, false, leftNanos, chance);
            case ELSEWHERE, LATER -> again(failure, effort, maybeApplied, isNamed, leftNanos, chance);
        };
    }

    private Step again(
            Failure failure, Effort effort, boolean maybeApplied, boolean isNamed, long leftNanos, double chance) {
        int failures = effort.failures() + 1;
        boolean atOnce = isNamed && effort.hops() < MOST_HOPS;
        long pause = atOnce ? 0 : Math.max(backoff.nanos(failures, chance), asked(failure));
        if (pause >= leftNanos) {
            return new Step.GiveUp(maybeApplied);
        }
        return new Step.Again(pause, new Effort(failures, atOnce ? effort.hops() + 1 : 0, maybeApplied));
    }

    /** How long the member wants to be left alone: only one that can do it itself later says so for itself. */
    private static long asked(Failure failure) {
        return failure instanceof Failure.Refused refused && Nature.of(failure) == Nature.LATER
                ? refused.error().getRetryAfterMillis() * NANOS_A_MILLI
                : 0;
    }
}
