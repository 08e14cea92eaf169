package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.segment.Moving;
import io.robustmq.journal.storage.segment.Segment;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Drops whole segments, the oldest first; never the one that is written. Thread-safe. */
final class SegmentDropping {
    private final Moving moving;
    private final Segments segments;

    /** Who seals, drops or replaces segments does it alone. */
    private final ReentrantLock lock;

    /** Dropped, but not deleted, since that failed. Guarded by the lock. */
    private final ArrayDeque<Segment> undeleted = new ArrayDeque<>();

    SegmentDropping(Moving moving, Segments segments, ReentrantLock lock) {
        this.moving = moving;
        this.segments = segments;
        this.lock = lock;
    }

    /** Returns the new start. */
    long trim(long before) throws IOException {
        return dropWhile(first -> first.end().offset() <= before);
    }

    long retain(Retention limits, long nowMillis) throws IOException {
        long cutoff = limits.cutoffMillis(nowMillis);
        return dropWhile(first -> first.end().maxTimestampMillis() < cutoff || sizeBytes() > limits.maxBytes());
    }

    /** Whether the segment that is written has records, all of them too old. */
    boolean isActiveExpired(Retention limits, long nowMillis) {
        Segment active = segments.now().active();
        return active.end().offset() > active.baseOffset()
                && active.end().maxTimestampMillis() < limits.cutoffMillis(nowMillis);
    }

    private long sizeBytes() {
        return segments.now().all().stream().mapToLong(Segment::sizeBytes).sum();
    }

    /**
     * One at a time, and none before all older ones are deleted: neither a crash nor a deletion that fails leaves a hole, with
     * which the log could not be opened. What could not be deleted is tried again first when this is called next.
     */
    private long dropWhile(Predicate<Segment> unwanted) throws IOException {
        lock.lock();
        try {
            deleteDropped();
            while (true) {
                segments.requireOpen();
                Segment first = segments.now().all().getFirst();
                if (!unwanted.test(first) || !segments.dropFirst(first)) {
                    return segments.now().startOffset();
                }
                first.source().release();
                undeleted.add(first);
                deleteDropped();
            }
        } finally {
            lock.unlock();
        }
    }

    private void deleteDropped() throws IOException {
        for (Segment oldest = undeleted.peek(); oldest != null; oldest = undeleted.peek()) {
            moving.delete(oldest);
            undeleted.remove();
        }
    }
}
