package io.robustmq.journal.server.disk;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.commit.Committer;
import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.log.Appended;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.log.SegmentInfo;
import io.robustmq.journal.storage.log.SegmentedLog;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.journal.storage.segment.SegmentName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The segments of one replica. Whoever appends says where: what lies there already is cut off first, since it was never
 * committed. Reading is for any thread and may wait while that is done; appending is for one at a time.
 */
public final class GroupLog implements AutoCloseable {
    private static final int READ_RECORDS = 100_000;
    private static final int READ_BYTES = 64 << 20;

    private final Path folder;
    private final LogSettings settings;
    private final Committer committer;
    private final Executor background;

    /** Held to use the log, and alone to put another in its place. */
    private final ReentrantReadWriteLock using = new ReentrantReadWriteLock();

    private SegmentedLog log;

    /** Where the next append begins unless it cuts off: behind all that was handed to the log. By who appends, or restores. */
    private volatile long queuedEnd;

    /** @throws LogException or UncheckedIOException if it cannot be opened */
    public GroupLog(Path folder, LogSettings settings, Committer committer, Executor background) {
        this.folder = folder;
        this.settings = settings.with(draft -> draft.ownBatches = true);
        this.committer = committer;
        this.background = background;
        this.log = open(0);
        this.queuedEnd = log.nextOffset();
    }

    private SegmentedLog open(long firstOffset) {
        return SegmentedLog.open(
                disk(), RemoteStore.NONE, settings, committer, background, firstOffset, System.currentTimeMillis());
    }

    private DiskFolder disk() {
        try {
            return DiskFolder.open(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- appending

    /**
     * Appends records at an offset; what is there, or behind, goes first. Done when they are on disk as the settings want.
     *
     * @param baseOffset not behind the log's end: that would be a hole, which fails
     */
    public CompletionStage<Appended> append(long baseOffset, List<LogRecord> records) {
        long end = queuedEnd;
        if (baseOffset > end) {
            return CompletableFuture.failedFuture(new LogException(
                    LogException.Kind.CORRUPT,
                    folder + " ends at offset " + end + "; records from " + baseOffset + " on would leave a hole"));
        }
        if (baseOffset < end) {
            truncate(baseOffset);
        }
        queuedEnd = baseOffset + records.size();
        return log.append(records);
    }

    /** Takes out all from an offset on, for good. Checkpoints keep what they have. */
    public void truncate(long end) {
        exchange(() -> {
            SegmentLinks.ownLastBelow(folder, end); // it is cut off, and written on
            try (DiskFolder disk = disk()) {
                SegmentedLog.truncate(disk, end);
            }
            return end;
        });
    }

    private interface Change {
        /** Returns where a log that is begun begins. */
        long run() throws IOException;
    }

    private void exchange(Change change) {
        using.writeLock().lock();
        try {
            log.close();
            log = open(change.run());
            queuedEnd = log.nextOffset();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            using.writeLock().unlock();
        }
    }

    /** Ends the segment that is written, so that all there is can be linked. Blocks. */
    public void roll() {
        use(SegmentedLog::roll).toCompletableFuture().join();
    }

    // ---- reading

    private <T extends @Nullable Object> T use(Function<SegmentedLog, T> use) {
        using.readLock().lock();
        try {
            return use.apply(log);
        } finally {
            using.readLock().unlock();
        }
    }

    public RecordPage read(ReadQuery query) {
        return use(open -> open.read(query));
    }

    /**
     * All records of a stretch.
     *
     * @throws LogException CORRUPT if they are not all there
     */
    public List<LogRecord> stretch(long from, int count) {
        List<LogRecord> records = new ArrayList<>(count);
        long next = from;
        long end = from + count;
        while (next < end) {
            RecordPage page = read(new ReadQuery(
                    next,
                    TopicSelection.ALL,
                    ReadQuery.ALL_KINDS,
                    (int) Math.min(READ_RECORDS, end - next),
                    READ_BYTES));
            for (StoredRecord stored : page.records()) {
                if (stored.offset() != next) {
                    throw missing(next);
                }
                records.add(stored.record());
                next++;
            }
            if (page.records().isEmpty()) {
                throw missing(next);
            }
        }
        return records;
    }

    private LogException missing(long offset) {
        return new LogException(LogException.Kind.CORRUPT, folder + " has no record with offset " + offset);
    }

    public OptionalLong offsetAt(long timestampMillis, long kinds) {
        return use(open -> open.offsetAt(timestampMillis, kinds));
    }

    public @Nullable StoredRecord last(byte kind, byte[] key) {
        return this.<@Nullable StoredRecord>use(open -> open.last(kind, key));
    }

    public long startOffset() {
        return use(SegmentedLog::startOffset);
    }

    /** Behind all that is on disk; more than what is committed. */
    public long nextOffset() {
        return use(SegmentedLog::nextOffset);
    }

    public long sizeBytes() {
        return use(SegmentedLog::sizeBytes);
    }

    /** Where it would begin if what lies below an offset were let go: whole segments go. */
    public long startAfterTrim(long before) {
        return use(open -> {
            long start = open.startOffset();
            for (SegmentInfo segment : open.segments()) {
                if (segment.endOffset() <= before && segment.state() != SegmentInfo.State.ACTIVE) {
                    start = Math.max(start, segment.endOffset());
                }
            }
            return start;
        });
    }

    /** Where the segments end, from the first on, whose records are all older than a time. */
    public long endOfOlder(long timestampMillis) {
        return use(open -> {
            long end = open.startOffset();
            for (SegmentInfo segment : open.segments()) {
                if (segment.maxTimestampMillis() >= timestampMillis || segment.endOffset() == segment.baseOffset()) {
                    break;
                }
                end = segment.endOffset();
            }
            return end;
        });
    }

    /** Where the oldest segments end that have to go so that the others take no more than this. */
    public long endOfBeyond(long maxBytes) {
        return use(open -> {
            long bytes = open.sizeBytes();
            long end = open.startOffset();
            for (SegmentInfo segment : open.segments()) {
                if (bytes <= maxBytes) {
                    break;
                }
                bytes -= segment.sizeBytes();
                end = segment.endOffset();
            }
            return end;
        });
    }

    public long trim(long before) {
        return use(open -> open.trim(before));
    }

    /** Why it takes nothing more; null while it does. */
    public @Nullable LogException failure() {
        return this.<@Nullable LogException>use(SegmentedLog::failure);
    }

    // ---- checkpoints

    /**
     * Links its segments into a folder that is there, but for the one that is written. Whoever calls has {@link #roll rolled} it.
     *
     * @param endOffset of what is applied: where a log goes on that has no records
     */
    public void linkInto(Path target, long endOffset) {
        use(open -> {
            try {
                SegmentLinks.make(
                        folder,
                        open.segments().stream()
                                .filter(segment -> segment.state() != SegmentInfo.State.ACTIVE)
                                .map(segment -> SegmentName.of(segment.baseOffset(), SegmentName.LOG))
                                .toList(),
                        target,
                        endOffset);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
    }

    /**
     * Becomes what a checkpoint has. A crash meanwhile leaves part of it; so it is done before the state says that it is there.
     */
    public void restore(Path checkpoint) {
        exchange(() -> SegmentLinks.restore(checkpoint, folder));
    }

    @Override
    public void close() {
        use(open -> {
            open.close();
            return true;
        });
    }
}
