package io.robustmq.journal.server.raft;

import io.robustmq.placement.raft.RatisSettings;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;

/** What differs from any other replicated log: entries are large, and their bulk lies in the segments. */
final class GroupProperties {
    private static final SizeInBytes LARGEST_ENTRY = SizeInBytes.valueOf("24MB");
    private static final SizeInBytes WRITE_BUFFER = SizeInBytes.valueOf("25MB");
    private static final SizeInBytes LARGEST_MESSAGE = SizeInBytes.valueOf("64MB");
    private static final SizeInBytes UNDER_WAY = SizeInBytes.valueOf("256MB");

    private GroupProperties() {}

    static RaftProperties of(NodeSettings settings) {
        RaftProperties properties = RatisSettings.of(settings.raft());
        GrpcConfigKeys.setMessageSizeMax(properties, LARGEST_MESSAGE);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, LARGEST_ENTRY);
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, WRITE_BUFFER);
        RaftServerConfigKeys.Log.setQueueByteLimit(properties, UNDER_WAY);
        RaftServerConfigKeys.Write.setByteLimit(properties, UNDER_WAY);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(settings.headerSegmentBytes()));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf(settings.headerSegmentBytes()));
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1); // records wait for their headers to go
        RaftServerConfigKeys.Log.StateMachineData.setCachingEnabled(properties, true); // no records in Ratis's cache
        RaftServerConfigKeys.Log.StateMachineData.setSync(properties, true); // records first, then the header
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, !settings.flushHeaders());
        return properties;
    }
}
