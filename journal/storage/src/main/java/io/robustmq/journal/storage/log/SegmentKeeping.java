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

    /** Readers see more of the newest segment, and all of that is on disk. */
    void synced(OpenSegment newest) {
        int since = newest.baseOffset() == checkpointBase ? checkpointPosition : 0;
        SegmentEnd end = newest.end();
        if (end.position() - since >= settings.checkpointBytes() && checkpointing.compareAndSet(false, true)) {
            run(() -> {
                checkpoint(newest, end);
                checkpointing.set(false);
            });
        }
    }

    /** Saves the index of the newest segment, all of which is on disk. */
    void checkpoint(OpenSegment newest, SegmentEnd end) {
        if (end.position() == (newest.baseOffset() == checkpointBase ? checkpointPosition : -1)) {
            return;
        }
        lock.lock();
        try {
            if (!segments.isClosed() && segments.now().active() == newest) {
                sealing.checkpoint(newest, end);
                checkpointBase = newest.baseOffset();
                checkpointPosition = end.position();
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
