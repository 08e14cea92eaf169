package io.robustmq.placement.raft;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Our settings in Ratis's terms. What is not named here is Ratis's default; entries are forced to disk before they count. */
public final class RatisSettings {

    private static final SizeInBytes SEGMENT_BYTES = SizeInBytes.valueOf("32MB");

    /** Closed segments whose entries stay on the heap once all followers have them, and how much there may be with the open one. */
    private static final int CACHED_SEGMENTS = 1;

    private static final SizeInBytes CACHED_BYTES = SizeInBytes.valueOf("64MB");
    private static final SizeInBytes PREALLOCATED_BYTES = SizeInBytes.valueOf("4MB");
    private static final SizeInBytes LARGEST_APPEND = SizeInBytes.valueOf("8MB"); // the largest entry, too
    private static final SizeInBytes WRITE_BUFFER = SizeInBytes.valueOf("9MB"); // holds one such entry
    private static final SizeInBytes SNAPSHOT_CHUNK = SizeInBytes.valueOf("2MB");
    private static final int SNAPSHOT_CHUNKS = 32; // on their way at once

    /**
     * Of one chunk; all that are on their way are given the sum. So long the leader sends a follower nothing else when the connection
     * breaks in the midst of more chunks.
     */
    private static final Duration SNAPSHOT_CHUNK_TIME = Duration.ofMillis(250);

    /**
     * Followers stand for election after the election timeout and up to this part of it more. A follower sleeps so long, looks whether it has
     * heard of a leader meanwhile, and sleeps again: what is added here is waited for one and a half times.
     */
    private static final int ELECTION_SPREAD = 3;

    private static final SizeInBytes LARGEST_MESSAGE = SizeInBytes.valueOf("32MB");
    private static final Duration RETRY_CACHE_EXPIRY = Duration.ofSeconds(10);

    /** A learner that takes up a snapshot answers nothing meanwhile; after so long it counts as gone. */
    private static final Duration SNAPSHOT_SILENCE = Duration.ofSeconds(30);

    private RatisSettings() {}

    public static RaftProperties of(RaftSettings settings) {
        RaftProperties properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
        GrpcConfigKeys.Server.setHost(properties, settings.bindHost());
        GrpcConfigKeys.Server.setPort(properties, settings.port());
        GrpcConfigKeys.setMessageSizeMax(properties, LARGEST_MESSAGE);
        GrpcConfigKeys.Server.setInstallSnapshotRequestElementLimit(properties, SNAPSHOT_CHUNKS);
        GrpcConfigKeys.Server.setInstallSnapshotRequestTimeout(properties, time(SNAPSHOT_CHUNK_TIME));
        log(properties, settings);
        times(properties, settings);
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Read.setTimeout(properties, time(settings.requestTimeout()));
        RaftServerConfigKeys.Read.setLeaderHeartbeatCheckEnabled(
                properties, false); // LinearizableReads asks the voters itself
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, time(RETRY_CACHE_EXPIRY));
        return properties;
    }

    private static void log(RaftProperties properties, RaftSettings settings) {
        RaftServerConfigKeys.setStorageDir(properties, List.of(settings.folder().toFile()));
        RaftServerConfigKeys.setRemovedGroupsDir(
                properties, settings.folder().resolve("removed").toFile());
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SEGMENT_BYTES);
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, CACHED_SEGMENTS);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, CACHED_BYTES);
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, PREALLOCATED_BYTES);
        RaftServerConfigKeys.Log.setLogMetadataEnabled(
                properties, false); // an entry more for each, to save little at a start
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, settings.retainedEntries());
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, WRITE_BUFFER);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, LARGEST_APPEND);
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, SNAPSHOT_CHUNK);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, settings.snapshotEntries());
    }

    private static void times(RaftProperties properties, RaftSettings settings) {
        Duration election = settings.electionTimeout();
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(election));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, time(election.plus(election.dividedBy(ELECTION_SPREAD))));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, time(election.dividedBy(2)));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, time(election));
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, retries(election));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, time(settings.requestTimeout()));
        RaftServerConfigKeys.setStagingTimeout(properties, time(SNAPSHOT_SILENCE));
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, time(election.multipliedBy(2)));
    }

    /**
     * How long the leader waits after an error before it tries a follower again, as {@code time,tries} pairs: soon, and then several
     * times in an election timeout without end. While it waits it sends no heartbeats either, and what a follower that was away
     * answers first are errors, too; with longer waits a member that is back hears of its leader only after seconds, again and again.
     */
    private static String retries(Duration election) {
        return "1ms,10," + Math.max(1, election.toMillis() / 5) + "ms," + Integer.MAX_VALUE;
    }

    public static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
