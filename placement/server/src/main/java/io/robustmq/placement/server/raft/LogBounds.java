package io.robustmq.placement.server.raft;

import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;

/**
 * How long the log may become, in entries and in bytes: whichever is reached first. A snapshot takes the place of all before it, but
 * what a member that was away for a little may need is kept.
 *
 * @param snapshotEntries a snapshot is taken when so many have come since the last one
 * @param snapshotBytes or when they have so many bytes
 * @param retainedEntries before a snapshot that are kept at most
 * @param retainedBytes of entries before a snapshot that are kept at most. The log goes by files: the one that the snapshot is in
 *     the midst of is kept in any case
 */
public record LogBounds(long snapshotEntries, long snapshotBytes, long retainedEntries, long retainedBytes) {

    private static final long LARGEST_FILE_BYTES = 32L << 20;
    private static final long LARGEST_PREALLOCATED_BYTES = 4L << 20;
    private static final long SMALLEST_FILE_BYTES = 1L << 20;
    private static final int FILES_A_SNAPSHOT = 8;

    /** The log takes snapshots when it is told to, and goes as far as it is told: {@link RaftStateMachine} does both. */
    RaftProperties addTo(RaftProperties properties) {
        SizeInBytes file = SizeInBytes.valueOf(fileBytes());
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, file);
        RaftServerConfigKeys.Log.setPreallocatedSize(
                properties, SizeInBytes.valueOf(Math.min(file.getSize(), LARGEST_PREALLOCATED_BYTES)));
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, 0);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, Long.MAX_VALUE);
        return properties;
    }

    /** Of one file of the log, a small part of what it may have in all. */
    private long fileBytes() {
        return Math.clamp(snapshotBytes / FILES_A_SNAPSHOT, SMALLEST_FILE_BYTES, LARGEST_FILE_BYTES);
    }
}
