package io.robustmq.placement.client.retry;

/** What to do after a try that has failed. */
public sealed interface Step {

    /**
     * Try again.
     *
     * @param afterNanos 0 for at once
     */
    record Again(long afterNanos, Effort effort) implements Step {}

    /** Tell the caller. */
    record GiveUp(boolean outcomeUnknown) implements Step {}
}
