package io.robustmq.broker.core.durable;

/**
 * Where in a shard's log a message may be of which storage could not say whether it was written: at this offset or behind it, and
 * before anything that was handed on since. So who reads the log from there on, or from before, has it, or will have it, when it
 * turns out to have been written; and who began later has not.
 */
public final class Doubt {
    /** It is not known. */
    public static final long UNKNOWN = Long.MAX_VALUE;

    /** It was to be written without a record, so nobody reads it. */
    public static final long NO_RECORD = -1;

    private Doubt() {}
}
