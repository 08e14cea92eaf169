package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.commit.Committer;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.file.ShortageException;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.segment.Compaction;
import io.robustmq.journal.storage.segment.Cut;
import io.robustmq.journal.storage.segment.IndexCache;
import io.robustmq.journal.storage.segment.Missing;
import io.robustmq.journal.storage.segment.Moving;
import io.robustmq.journal.storage.segment.OpenSegment;
import io.robustmq.journal.storage.segment.Opening;
import io.robustmq.journal.storage.segment.Sealing;
import io.robustmq.journal.storage.segment.Segment;
import io.robustmq.journal.storage.segment.Truncation;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One log: records with growing offsets, in segments in one folder. Thread-safe.
 *
 * <p>Appending never blocks; the answer comes on the committer's thread, in the order of the calls: do little there. Reading
 * takes no locks and never waits for appends, but may read from disk: not for an event loop.
 *
 * <p>Stages fail with, and other calls throw, {@link LogException}.
 */
public final class SegmentedLog implements AutoCloseable {
    private final LogFolder folder;
    private final LogSettings settings;
    private final Committer committer;
    private final Segments segments;
    private final List<Cut> cuts;
    private final @Nullable Missing missing;
    private final long scannedBytes;

    /** Who seals, drops or replaces segments does it alone. */
    private final ReentrantLock changing = new ReentrantLock();

    private final SegmentKeeping keeping;
    private final AppendQueue queue;
    private final EndWaiters waiters;
    private final LogWriter writer;
    private final LogReader reader;
    private final SegmentDropping retention;
    private final SegmentExchange exchange;
    private final AtomicBoolean finishing = new AtomicBoolean();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    private SegmentedLog(
            LogFolder folder,
            RemoteStore remotes,
            LogSettings settings,
            Committer committer,
            Executor background,
            Segments segments,
            IndexCache indexes,
            Opening opening) {
        this.folder = folder;
        this.settings = settings;
        this.committer = committer;
        this.segments = segments;
        this.cuts = List.copyOf(opening.cuts());
        this.missing = opening.missing();
        this.scannedBytes = opening.scannedBytes();
        this.queue = new AppendQueue(settings.queueBytes(), settings.queueAppends());
        this.waiters = new EndWaiters(this::nextOffset);
        Moving moving = new Moving(folder, remotes, indexes, settings.blockBytes());
        Sealing sealing = new Sealing(folder, indexes, settings.blockBytes());
        this.keeping = new SegmentKeeping(segments, sealing, settings, background, changing);
        this.writer = new LogWriter(folder, settings, segments, queue, waiters, keeping);
        this.reader = new LogReader(segments, settings);
        this.retention = new SegmentDropping(moving, segments, changing);
        Compaction compaction =
                new Compaction(folder, settings.compression(), settings.batchBytes(), settings.blockBytes(), indexes);
        this.exchange = new SegmentExchange(segments, compaction, moving, changing);
    }

    /** Opens a log all of whose segments are in its folder: see the other one. */
    public static SegmentedLog open(
            LogFolder folder, LogSettings settings, Committer committer, Executor background, long nowMillis) {
        return open(folder, RemoteStore.NONE, settings, committer, background, 0, nowMillis);
    }

    /**
     * Opens the log in a folder; begins one if there is none. Blocks.
     *
     * @param folder the log's own, and closed by it, also if this throws
     * @param remotes where segments are that were moved
     * @param committer does the log's writing; must be driven while the log is open
     * @param background runs what is to be done when a segment is full: it reads and writes files, and is no hurry
     * @param firstOffset of a log that is begun
     * @param nowMillis wall clock
     */
    public static SegmentedLog open(
            LogFolder folder,
            RemoteStore remotes,
            LogSettings settings,
            Committer committer,
            Executor background,
            long firstOffset,
            long nowMillis) {
        boolean opened = false;
        try {
            IndexCache indexes = new IndexCache(settings.indexCacheBytes());
            Opening opening = new Opening(folder, remotes, indexes, settings.blockBytes());
            List<Segment> found = opening.run(firstOffset, nowMillis);
            SegmentList list = SegmentList.of(found.subList(0, found.size() - 1), (OpenSegment) found.getLast());
            SegmentedLog log = new SegmentedLog(
                    folder, remotes, settings, committer, background, new Segments(list), indexes, opening);
            log.keeping.sealLater();
            committer.add(log.writer);
            opened = true;
            return log;
        } catch (IOException failed) {
            throw failed(folder, "cannot be opened", failed);
        } finally {
            if (!opened) {
                letGo(folder);
            }
        }
    }

    /**
     * Takes every record at or behind an offset out of a log that nobody has open, for good: opened again, it ends there. Blocks.
     *
     * @param folder the log's own; stays open
     * @param end its first offset, or one at which an append begins, which has batches of its own; well if the log ends before
     */
    public static void truncate(LogFolder folder, long end) {
        try {
            new Truncation(folder).run(end);
        } catch (IOException failed) {
            throw failed(folder, "cannot be cut off", failed);
        }
    }

    private static void letGo(LogFolder folder) {
        try {
            folder.close();
        } catch (IOException secondary) {
            // What went wrong first is told.
        }
    }

    private static LogException failed(LogFolder folder, String what, IOException why) {
        String message = folder.name() + " " + what + ": " + why.getMessage();
        return why instanceof ShortageException shortage
                ? new LogException(LogException.Kind.FULL, message + ": " + shortage.remedy(), why)
                : new LogException(LogException.Kind.FAILED, message, why);
    }

    /** Something that reads or writes files. */
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T orFail(String what, Work<T> work) {
        try {
            return work.run();
        } catch (IOException failed) {
            throw failed(folder, what, failed);
        }
    }

    /** What opening has cut off the end after a crash; empty if all was well. */
    public List<Cut> cuts() {
        return cuts;
    }

    /** What opening found missing before the first segment; null if nothing was. Opening it again does not tell of it again. */
    public @Nullable Missing missing() {
        return missing;
    }

    /** How many bytes opening has gone through, batch by batch. */
    public long scannedBytes() {
        return scannedBytes;
    }

    // ---- appending

    /**
     * Appends records, in order and next to each other, all or nothing: a crash leaves all of them or none. Done when the
     * log's {@link FlushPolicy} is satisfied; a read that begins then sees them. The list and what is in it must not change
     * any more.
     */
    public CompletionStage<Appended> append(List<LogRecord> records) {
        long bytes = 0;
        for (LogRecord record : records) {
            bytes += record.sizeBytes();
        }
        if (bytes > settings.maxAppendBytes()) {
            return CompletableFuture.failedFuture(new LogException(
                    LogException.Kind.TOO_LARGE,
                    "An append of " + bytes + " bytes; this log takes up to " + settings.maxAppendBytes()));
        }
        CompletableFuture<Appended> answer = new CompletableFuture<>();
        Waiting.Append append = new Waiting.Append(records, bytes, answer);
        wakeOrFail(append, queue.offer(append));
        return answer;
    }

    private void wakeOrFail(Waiting waiting, @Nullable LogException refusal) {
        if (refusal != null) {
            waiting.fail(refusal);
        } else {
            committer.wakeUp();
        }
    }

    /** Why the log takes no more appends until it is opened anew; null while it does. */
    public @Nullable LogException failure() {
        return writer.failure();
    }

    // ---- reading

    /** The first offset that is kept. */
    public long startOffset() {
        return segments.now().startOffset();
    }

    /** One more than the last offset that can be read now; what is appended next begins here or later. */
    public long nextOffset() {
        return segments.now().endOffset();
    }

    /** How many bytes the log takes, about. */
    public long sizeBytes() {
        long bytes = 0;
        for (Segment segment : segments.now().all()) {
            bytes += segment.sizeBytes();
        }
        return bytes;
    }

    /**
     * The wanted records from an offset on, in order; from before the start: from the start on. Does a bounded amount of work:
     * a page may be short or empty although there is more, go on at its {@link RecordPage#nextOffset}.
     */
    public RecordPage read(ReadQuery query) {
        return orFail("cannot be read", () -> reader.read(query));
    }

    /**
     * Calls {@code task} once, as soon as a record with this offset or a later one can be read; or when the log fails or is
     * closed. At once on this thread if that is so already, else on the committer's: do little there.
     */
    public void whenBeyond(long offset, Runnable task) {
        waiters.add(offset, task);
    }

    /** The first offset whose record is of a wanted kind and no older; empty if there is none. */
    public OptionalLong offsetAt(long timestampMillis, long kinds) {
        long offset = orFail("cannot be read", () -> reader.offsetAt(timestampMillis, kinds));
        return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** The newest record of this kind with this key; null if there is none. */
    public @Nullable StoredRecord last(byte kind, byte[] key) {
        try {
            return reader.last(kind, key);
        } catch (IOException failed) {
            throw failed(folder, "cannot be read", failed);
        }
    }

    // ---- keeping

    /**
     * Nobody needs records below {@code before}: drops the segments that have no others. Readers under way finish with what
     * they hold. Returns the new start. Blocks.
     */
    public long trim(long before) {
        return orFail("cannot be trimmed", () -> retention.trim(before));
    }

    /**
     * Drops the oldest segments, needed or not, while they are too old or the log takes too much. A newest segment whose
     * records are all too old is rolled, and dropped when this is called next. Returns the new start. Blocks.
     */
    public long retain(Retention limits, long nowMillis) {
        long start = orFail("cannot be trimmed", () -> retention.retain(limits, nowMillis));
        if (retention.isActiveExpired(limits, nowMillis)) {
            roll();
        }
        return start;
    }

    /** Ends the newest segment, so that it can be dropped or compacted, and begins another. Nothing if it has no record. */
    public CompletionStage<Void> roll() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        Waiting.Roll roll = new Waiting.Roll(answer);
        wakeOrFail(roll, queue.offer(roll));
        return answer;
    }

    /**
     * Writes sealed segments anew without records that a later one in a sealed segment, of the same kind and key, has
     * replaced; offsets stay. Returns how many. Blocks, for long.
     */
    public int compact(long nowMillis) {
        return orFail("cannot be compacted", () -> exchange.compact(nowMillis));
    }

    // ---- segments that lie elsewhere

    /** The segments of now, oldest first. */
    public List<SegmentInfo> segments() {
        return exchange.list();
    }

    /** Holds a sealed segment of the folder, to copy it; null if there is none of this name. */
    public @Nullable HeldSegment hold(long baseOffset) {
        return exchange.hold(baseOffset);
    }

    /**
     * A copy of a sealed segment is in the {@link RemoteStore}, which finds it by this locator: reads it there from now on, and
     * deletes it here. Segments move oldest first. False if it is not here any more, or was written anew since it was copied.
     * Blocks.
     */
    public boolean moved(long baseOffset, byte[] locator) {
        return orFail("cannot be moved", () -> exchange.moved(baseOffset, locator));
    }

    // ---- closing

    /**
     * Takes no more appends; done when those that wait are answered and all of the log is on disk. Then call {@link #close}.
     */
    public CompletionStage<Void> finish() {
        if (finishing.compareAndSet(false, true)) {
            LogException refusal = queue.offerLast(
                    new Waiting.Close(finished), new LogException(LogException.Kind.CLOSED, "The log is closed"));
            if (refusal != null) {
                finished.complete(null);
            } else {
                committer.wakeUp();
            }
        }
        return finished;
    }

    /** {@link #finish}es, waits for it, and lets go of the files. Not on the committer's thread. */
    @Override
    public void close() {
        try {
            finish().toCompletableFuture().join();
        } catch (CompletionException failed) {
            // Who appended has been told; the log has failed, and its files are let go of all the same.
        }
        waiters.close();
        changing.lock();
        try {
            segments.close();
        } finally {
            changing.unlock();
        }
        try {
            folder.close();
        } catch (IOException failed) {
            throw failed(folder, "cannot be let go of", failed);
        }
    }
}
