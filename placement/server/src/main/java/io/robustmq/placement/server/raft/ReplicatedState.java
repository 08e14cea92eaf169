package io.robustmq.placement.server.raft;

import io.robustmq.placement.raft.LogPosition;
import java.nio.file.Path;

/**
 * What is replicated. All members apply the same entries in the same order, so that all come to the same state; hence
 * {@link #apply} depends on the entry and the state alone: no clock, no randomness.
 *
 * <p>Called by one thread at a time, but not always the same one. A state that throws can no longer be trusted: the member
 * stops serving, and starts anew from its last checkpoint.
 */
public interface ReplicatedState extends AutoCloseable {

    /** Where the state stands: the last entry that has been applied to it, kept with it. */
    LogPosition applied();

    /**
     * Applies one entry. What it changes and the position are kept together, or neither: after a crash the state may stand
     * at an earlier position, and is given the entries from there again.
     *
     * @return what the member that submitted the entry is answered; the same on all members
     */
    byte[] apply(LogPosition at, byte[] entry);

    /** Notes an entry that is the log's own, such as a change of members. */
    void pass(LogPosition at);

    /**
     * Writes a copy of the state at {@link #applied} that a crash does not harm.
     *
     * @param folder does not exist yet; its parent does
     */
    void checkpoint(Path folder);

    /** Becomes what a checkpoint says, {@link #applied} included. The folder belongs to the log and is only read. */
    void restore(Path folder);

    @Override
    void close();
}
