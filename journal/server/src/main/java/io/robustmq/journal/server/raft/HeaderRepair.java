package io.robustmq.journal.server.raft;

import io.robustmq.journal.server.disk.GroupLog;
import io.robustmq.journal.server.entry.EntryHeader;
import io.robustmq.journal.server.entry.Kinds;
import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.placement.raft.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.StorageImplUtils;

/**
 * Takes entries off the end of Ratis's log whose records are not in the segments, before Ratis opens it. They come about when the segments
 * were cut off for another leader's entries, and a crash came before the headers were. Going back from the end, the first entry whose mark
 * is in its place ends it: what lies before was written before.
 */
final class HeaderRepair {
    private final RaftPeerId self;
    private final RaftGroupId group;
    private final RaftProperties properties;
    private final GroupLog records;

    HeaderRepair(RaftPeerId self, RaftGroupId group, RaftProperties properties, GroupLog records) {
        this.self = self;
        this.group = group;
        this.properties = properties;
        this.records = records;
    }

    /**
     * Nothing if Ratis has no log of the group.
     *
     * @param folder where Ratis keeps its groups
     * @return how many entries were taken off
     */
    long run(Path folder) throws IOException {
        if (!Files.isDirectory(folder.resolve(group.getUuid().toString()).resolve("current"))) {
            return 0;
        }
        try (RaftStorage storage = StorageImplUtils.initRaftStorage(
                group.getUuid().toString(), RaftStorage.StartupOption.RECOVER, properties)) {
            Snapshots snapshots = new Snapshots();
            snapshots.init(storage);
            long snapshot = snapshots.latest().map(taken -> taken.at().index()).orElse(RaftLog.INVALID_LOG_INDEX);
            try (SegmentedRaftLog log = SegmentedRaftLog.newBuilder()
                    .setMemberId(RaftGroupMemberId.valueOf(self, group))
                    .setStorage(storage)
                    .setSnapshotIndexSupplier(() -> snapshot)
                    .setProperties(properties)
                    .build()) {
                log.open(snapshot, entry -> {});
                return repair(log, snapshot);
            }
        }
    }

    private long repair(SegmentedRaftLog log, long snapshot) throws IOException {
        long end = log.getNextIndex();
        long sound = end;
        for (long index = end - 1; index > snapshot && index >= log.getStartIndex(); index--) {
            LogEntryProto entry = log.get(index);
            if (entry == null || !Entries.hasHeader(entry)) {
                continue;
            }
            if (isThere(entry)) {
                break;
            }
            sound = index;
        }
        if (sound < end) {
            try {
                log.truncate(sound).get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (ExecutionException e) {
                throw new IOException("the headers from entry " + sound + " on cannot be taken off", e);
            }
        }
        return end - sound;
    }

    private boolean isThere(LogEntryProto entry) {
        EntryHeader header = Entries.header(entry);
        if (records.nextOffset() < header.endOffset()) {
            return false;
        }
        try {
            List<LogRecord> first = records.stretch(header.baseOffset(), 1);
            return Kinds.isMark(first.getFirst(), entry.getTerm(), entry.getIndex());
        } catch (LogException e) {
            if (e.kind() == LogException.Kind.CORRUPT) {
                return false;
            }
            throw e;
        }
    }
}
