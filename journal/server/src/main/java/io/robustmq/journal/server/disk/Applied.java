package io.robustmq.journal.server.disk;

import io.robustmq.placement.raft.LogPosition;

/**
 * Up to where entries are in the state.
 *
 * @param at the last entry
 * @param endOffset behind the records of all of them
 */
public record Applied(LogPosition at, long endOffset) {
    public static final Applied NOTHING = new Applied(LogPosition.START, 0);
}
