package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.segment.OpenSegment;
import io.robustmq.journal.storage.segment.SealedSegment;
import io.robustmq.journal.storage.segment.Sealing;
import io.robustmq.journal.storage.segment.SegmentEnd;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Seals what was rolled, and saves the index of the newest segment from time to time, behind the backs of those who append and
 * read. What fails is tried again with the next segment, or when the log is opened: nothing depends on it but memory and the
 * time that opening takes.
 */
final class SegmentKeeping {
    /** So many segments may wait to be sealed; then the committer does it before it goes on. */
    private static final int MAX_WAITING = 3;

    private final Segments segments;
    private final Sealing sealing;
    private final LogSettings settings;
    private final Executor background;

    /** Who seals, drops or replaces segments does it alone. */
    private final ReentrantLock lock;

    private final AtomicBoolean checkpointing = new AtomicBoolean();
    private volatile long checkpointBase = -1;
    private volatile int checkpointPosition;
    private volatile @Nullable IOException syncFailure;

    SegmentKeeping(Segments segments, Sealing sealing, LogSettings settings, Executor background, ReentrantLock lock) {
        this.segments = segments;
        this.sealing = sealing;
        this.settings = settings;
        this.background = background;
        this.lock = lock;
    }

    /** A segment was rolled, or found unsealed. */
    void sealLater() {
        long waiting = unsealed().size();
        if (waiting > MAX_WAITING) {
            sealAll();
        } else if (waiting > 0) {
            run(this::sealAll);
        }
    }

    private List<OpenSegment> unsealed() {
        return segments.now().older().stream()
                .filter(OpenSegment.class::isInstance)
                .map(OpenSegment.class::cast)
                .toList();
    }

    private void sealAll() {
        lock.lock();
        try {
            for (OpenSegment rolled : unsealed()) {
                if (!segments.isClosed()) {
                    seal(rolled);
                }
            }
        } catch (IOException | LogException later) {
            // It stays as it is: readable, its index in memory.
        } finally {
            lock.unlock();
        }
    }

    private void seal(OpenSegment rolled) throws IOException {
        if (!rolled.source().acquire()) {
            return;
        }
        try {
            SealedSegment sealed = sealing.seal(rolled);
            segments.replace(rolled, sealed);
        } finally {
            rolled.source().release();
        }
    }

    /**
     * Readers see more of the newest segment. Saves its index when enough has come since that was done last, which also
     * spares the roll a long sync.
     *
     * @param onDisk whether all of that is on disk
     */
    void grown(OpenSegment newest, boolean onDisk) {
        SegmentEnd end = newest.end();
        int since = newest.baseOffset() == checkpointBase ? checkpointPosition : 0;
        if (end.position() - since >= settings.checkpointBytes() && checkpointing.compareAndSet(false, true)) {
            run(() -> {
                if (onDisk || sync(newest)) {
                    checkpoint(newest, end);
                }
                checkpointing.set(false);
            });
        }
    }

    /** False if it failed, or if the segment has gone. */
    private boolean sync(OpenSegment newest) {
        if (!newest.source().acquire()) {
            return false;
        }
        try {
            newest.file().sync();
            return true;
        } catch (IOException failed) {
            syncFailure = failed;
            return false;
        } finally {
            newest.source().release();
        }
    }

    /** What became of a sync in the background that failed, which is as final as any other; null if none did. */
    @Nullable
    IOException syncFailure() {
        return syncFailure;
    }

    /** Saves the index of the newest segment, all of which is on disk up to this end. */
    void checkpoint(OpenSegment newest, SegmentEnd end) {
        lock.lock();
        try {
            boolean saved = newest.baseOffset() == checkpointBase && end.position() == checkpointPosition;
            if (!saved && !segments.isClosed() && segments.now().active() == newest) {
                checkpointBase = newest.baseOffset();
                checkpointPosition = end.position();
                sealing.checkpoint(newest, end);
            }
        } catch (IOException later) {
            // The next one may go; without it opening takes longer.
        } finally {
            lock.unlock();
        }
    }

    private void run(Runnable task) {
        try {
            background.execute(task);
        } catch (RejectedExecutionException busy) {
            task.run();
        }
    }
}
