package io.robustmq.placement.raft;

/**
 * A place in the replicated log.
 *
 * @param term the term of the leader that appended the entry, from 0
 * @param index the entry's number, from 0; -1 before the first
 */
public record LogPosition(long term, long index) {

    /** Before the first entry. */
    public static final LogPosition START = new LogPosition(0, -1);
}
