package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.segment.OpenSegment;
import io.robustmq.journal.storage.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The segments a log has now. Readers take {@link #now} and hold what they read; changes come one at a time. */
final class Segments {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile SegmentList list;
    private volatile boolean closed;

    Segments(SegmentList list) {
        this.list = list;
    }

    SegmentList now() {
        return list;
    }

    /** Appends go to another segment from now on. */
    void rolled(OpenSegment active) {
        lock.lock();
        try {
            list = SegmentList.of(list.all(), active);
        } finally {
            lock.unlock();
        }
    }

    /** One takes the place of another with the same records; false if that is gone. The caller lets go of the old source. */
    boolean replace(Segment old, Segment by) {
        lock.lock();
        try {
            List<Segment> older = new ArrayList<>(list.older());
            int at = older.indexOf(old);
            if (at < 0 || closed) {
                return false;
            }
            older.set(at, by);
            list = SegmentList.of(older, list.active());
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the first segment; false if it is not this one, or is the active one. The caller lets go of its source. */
    boolean dropFirst(Segment first) {
        lock.lock();
        try {
            if (closed || list.all().getFirst() != first || first == list.active()) {
                return false;
            }
            list = SegmentList.of(list.older().subList(1, list.older().size()), list.active());
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new LogException(LogException.Kind.CLOSED, "The log is closed");
        }
    }

    /** Lets go of all: readers under way finish, later ones find nothing. The list stays as it was. */
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                list.all().forEach(segment -> segment.source().release());
            }
        } finally {
            lock.unlock();
        }
    }
}
