package io.robustmq.journal.server.raft;

import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.placement.raft.RaftSettings;
import java.nio.file.Path;

/**
 * How a node keeps its groups.
 *
 * @param folder for the segments and the state of all groups; the headers are in the one of {@code raft}
 * @param raft how headers are replicated
 * @param log how segments are kept; its flush policy is half of what an acknowledgement means
 * @param flushHeaders whether a header is on disk before it counts: the other half
 * @param headerSegmentBytes of Ratis's files: old headers are let go a file at a time, and segments not before their headers
 * @param maxWaitingBytes so much may wait to be proposed in a group; more is refused
 * @param leastFreeBytes with less free on the disk nothing more is taken
 */
public record NodeSettings(
        Path folder,
        RaftSettings raft,
        LogSettings log,
        boolean flushHeaders,
        int headerSegmentBytes,
        long maxWaitingBytes,
        long leastFreeBytes) {}
