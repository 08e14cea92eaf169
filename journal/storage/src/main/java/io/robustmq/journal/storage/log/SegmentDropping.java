package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.segment.Segment;
import io.robustmq.journal.storage.segment.SegmentName;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Drops whole segments, the oldest first; never the one that is written. Thread-safe. */
final class SegmentDropping {
    private final LogFolder folder;
    private final Segments segments;
    private final ReentrantLock lock = new ReentrantLock();

    SegmentDropping(LogFolder folder, Segments segments) {
        this.folder = folder;
        this.segments = segments;
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

    /** One at a time: a crash in between leaves no hole. */
    private long dropWhile(Predicate<Segment> unwanted) throws IOException {
        lock.lock();
        try {
            while (true) {
                Segment first = segments.now().all().getFirst();
                if (!unwanted.test(first) || !segments.dropFirst(first)) {
                    return segments.now().startOffset();
                }
                first.source().release();
                folder.delete(SegmentName.of(first.baseOffset(), SegmentName.LOG));
                folder.sync();
            }
        } finally {
            lock.unlock();
        }
    }
}
