package io.robustmq.placement.raft;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How one member replicates.
 *
 * @param folder where the log, the vote and the snapshots are kept
 * @param bindHost the address the log's port is opened on
 * @param port the log's port
 * @param electionTimeout a follower that hears no leader for so long, or up to a third longer, stands for election
 * @param snapshotEntries a snapshot is taken after so many entries
 * @param retainedEntries entries before a snapshot that are kept, so that a follower that lags a little needs no snapshot
 * @param requestTimeout how long one write, or one linearizable read, may take
 */
public record RaftSettings(
        Path folder,
        String bindHost,
        int port,
        Duration electionTimeout,
        long snapshotEntries,
        long retainedEntries,
        Duration requestTimeout) {}
