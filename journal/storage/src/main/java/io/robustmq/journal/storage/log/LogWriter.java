package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.commit.CommitTarget;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.file.NoSpaceException;
import io.robustmq.journal.storage.file.ShortageException;
import io.robustmq.journal.storage.segment.OpenSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the committer's thread does for one log: takes what waits, writes it with one write, syncs, gives it to readers, and
 * answers, in order.
 *
 * <p>A full disk refuses the appends at hand and leaves the log as it was. Any other failure of a write, and every failure of
 * a sync, is final: it is not known what is on disk, so nothing more is written until the log is opened anew; what was
 * readable stays so.
 */
final class LogWriter implements CommitTarget {
    private final LogFolder folder;
    private final LogSettings settings;
    private final Segments segments;
    private final AppendQueue queue;
    private final EndWaiters waiters;
    private final SegmentKeeping keeping;
    private final BatchAssembly assembly;

    /** What this turn deals with. */
    private List<Waiting> taken = List.of();

    private boolean written;
    private long nextOffset;

    /** Since when something written is not synced, wall clock; MAX_VALUE if all is. */
    private long dirtySinceMillis = Long.MAX_VALUE;

    private volatile @Nullable LogException failure;
    private volatile boolean closed;

    LogWriter(
            LogFolder folder,
            LogSettings settings,
            Segments segments,
            AppendQueue queue,
            EndWaiters waiters,
            SegmentKeeping keeping) {
        this.folder = folder;
        this.settings = settings;
        this.segments = segments;
        this.queue = queue;
        this.waiters = waiters;
        this.keeping = keeping;
        this.assembly = new BatchAssembly(settings);
        this.nextOffset = segments.now().endOffset();
    }

    /** Why the log takes no more appends; null while it does. */
    @Nullable
    LogException failure() {
        return failure;
    }

    @Override
    public boolean write(long nowMillis) {
        taken = queue.take(settings.commitBytes());
        written = false;
        if (taken.isEmpty()) {
            return false;
        }
        try {
            IOException lost = keeping.syncFailure();
            if (lost != null) {
                throw lost;
            }
            switch (taken.getFirst()) {
                case Waiting.Append first -> writeAppends(nowMillis);
                case Waiting.Roll roll -> maybeRoll(nowMillis);
                case Waiting.Close close -> finish();
            }
        } catch (ShortageException shortage) {
            refuseAppends(shortage);
        } catch (IOException | RuntimeException | Error fault) {
            fail("could not be written", fault);
        }
        return true;
    }

    private void writeAppends(long nowMillis) throws IOException {
        long bytes = 0;
        for (Waiting waiting : taken) {
            bytes += ((Waiting.Append) waiting).bytes();
        }
        OpenSegment active = segments.now().active();
        if (active.position() + bytes > settings.segmentBytes()
                || nowMillis - active.createdMillis() >= settings.segmentMillis()) {
            active = maybeRoll(nowMillis);
        }
        assembly.begin(active.position(), active.syncedPosition(), nextOffset);
        for (Waiting waiting : taken) {
            assembly.add((Waiting.Append) waiting);
        }
        ByteBuffer batches = assembly.end();
        if (batches.hasRemaining()) {
            makeRoom(active, active.position() + batches.remaining());
            active.write(batches);
            dirtySinceMillis = Math.min(dirtySinceMillis, nowMillis);
        }
        written = true;
    }

    private void makeRoom(OpenSegment active, int wanted) throws IOException {
        if (settings.flush() instanceof FlushPolicy.EveryCommit
                && settings.zeroBytes() > 0
                && wanted > active.zeroedTo()) {
            long ahead = Math.min((long) wanted + settings.zeroBytes(), settings.segmentBytes());
            active.zeroTo((int) Math.max(ahead, wanted));
        }
    }

    /** Appends go to a new segment from here on, unless the newest is empty. Returns the newest. */
    private OpenSegment maybeRoll(long nowMillis) throws IOException {
        OpenSegment active = segments.now().active();
        if (active.end().offset() == active.baseOffset()) {
            return active;
        }
        sync(active);
        OpenSegment next = OpenSegment.create(folder, nextOffset, nowMillis, settings.blockBytes());
        segments.rolled(next);
        keeping.sealLater();
        return next;
    }

    /** All of the newest segment is safe, and nothing of it is left that is not written. */
    private void sync(OpenSegment active) throws IOException {
        try {
            active.finish();
        } catch (NoSpaceException full) {
            throw new IOException("fsync found no space", full);
        }
        dirtySinceMillis = Long.MAX_VALUE;
    }

    private void finish() throws IOException {
        OpenSegment active = segments.now().active();
        sync(active);
        keeping.checkpoint(active, active.end());
    }

    private void refuseAppends(ShortageException shortage) {
        try {
            segments.now().active().takeBack();
        } catch (IOException | RuntimeException fault) {
            fail("could not be written for now, and what was half written could not be taken back", fault);
            return;
        }
        LogException refusal =
                new LogException(LogException.Kind.FULL, shortage.getMessage() + ": " + shortage.remedy(), shortage);
        taken.forEach(waiting -> waiting.fail(refusal));
        taken = List.of();
    }

    @Override
    public void complete(long nowMillis) {
        if (failure != null) {
            return;
        }
        try {
            OpenSegment active = segments.now().active();
            if (isSyncDue(nowMillis)) {
                active.sync();
                dirtySinceMillis = Long.MAX_VALUE;
            }
            if (written) {
                active.publish(assembly.batches());
            }
            boolean onDisk = dirtySinceMillis == Long.MAX_VALUE;
            if (onDisk || settings.flush() instanceof FlushPolicy.WhenRolled) {
                keeping.grown(active, onDisk);
            }
        } catch (IOException | RuntimeException | Error fault) {
            fail("could not be made safe", fault);
            return;
        }
        List<Waiting> done = taken;
        taken = List.of();
        written = false;
        answer(done);
        waiters.grown();
    }

    private boolean isSyncDue(long nowMillis) {
        return dirtySinceMillis != Long.MAX_VALUE
                && switch (settings.flush()) {
                    case FlushPolicy.EveryCommit every -> true;
                    // A clock that was set back says nothing of how long it is.
                    case FlushPolicy.Interval interval ->
                        nowMillis - dirtySinceMillis >= interval.millis() || nowMillis < dirtySinceMillis;
                    case FlushPolicy.WhenRolled rolled -> false;
                };
    }

    private void answer(List<Waiting> done) {
        for (Waiting waiting : done) {
            switch (waiting) {
                case Waiting.Append append -> {
                    long first = nextOffset;
                    nextOffset += append.records().size();
                    append.answer().complete(new Appended(first, nextOffset));
                }
                case Waiting.Roll roll -> roll.answer().complete(null);
                case Waiting.Close close -> {
                    closed = true;
                    close.answer().complete(null);
                }
            }
        }
    }

    private void fail(String what, Throwable fault) {
        LogException why = new LogException(
                LogException.Kind.FAILED,
                folder.name() + " " + what + "; the log takes no more until it is opened anew: " + fault.getMessage(),
                fault);
        failure = why;
        List<Waiting> now = taken;
        taken = List.of();
        written = false;
        List<Waiting> later = queue.refuseAll(why);
        now.forEach(waiting -> waiting.fail(why));
        later.forEach(waiting -> waiting.fail(why));
        waiters.close();
    }

    @Override
    public long dueMillis() {
        return settings.flush() instanceof FlushPolicy.Interval interval && dirtySinceMillis != Long.MAX_VALUE
                ? dirtySinceMillis + interval.millis()
                : Long.MAX_VALUE;
    }

    @Override
    public boolean isClosed() {
        return closed || failure != null;
    }
}
