package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.RemoteSegment;
import io.robustmq.journal.storage.segment.Compaction;
import io.robustmq.journal.storage.segment.Moving;
import io.robustmq.journal.storage.segment.OpenSegment;
import io.robustmq.journal.storage.segment.SealedSegment;
import io.robustmq.journal.storage.segment.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Puts other files in the place of sealed segments: compacted ones, and ones that lie elsewhere. Thread-safe. */
final class SegmentExchange {
    private final Segments segments;
    private final Compaction compaction;
    private final Moving moving;

    /** Who seals, drops or replaces segments does it alone. */
    private final ReentrantLock changing;

    private final ReentrantLock compacting = new ReentrantLock();

    SegmentExchange(Segments segments, Compaction compaction, Moving moving, ReentrantLock changing) {
        this.segments = segments;
        this.compaction = compaction;
        this.moving = moving;
        this.changing = changing;
    }

    List<SegmentInfo> list() {
        SegmentList now = segments.now();
        return now.all().stream().map(segment -> info(segment, now)).toList();
    }

    private static SegmentInfo info(Segment segment, SegmentList of) {
        boolean compacted = segment instanceof SealedSegment sealed && sealed.isCompacted();
        SegmentInfo.State state =
                switch (segment) {
                    case SealedSegment sealed ->
                        sealed.isRemote() ? SegmentInfo.State.REMOTE : SegmentInfo.State.SEALED;
                    case OpenSegment open -> open == of.active() ? SegmentInfo.State.ACTIVE : SegmentInfo.State.ROLLED;
                };
        return new SegmentInfo(
                segment.baseOffset(),
                segment.end().offset(),
                segment.sizeBytes(),
                segment.end().maxTimestampMillis(),
                state,
                compacted);
    }

    /** Null if there is no such segment, or it is not sealed and here. */
    @Nullable
    HeldSegment hold(long baseOffset) {
        SegmentList now = segments.now();
        SealedSegment sealed = sealedHere(baseOffset);
        return sealed != null && sealed.source().acquire() ? new HeldSegment(info(sealed, now), sealed.source()) : null;
    }

    private @Nullable SealedSegment sealedHere(long baseOffset) {
        Segment segment = segments.now().at(baseOffset);
        return segment instanceof SealedSegment sealed && sealed.baseOffset() == baseOffset && !sealed.isRemote()
                ? sealed
                : null;
    }

    int compact(long nowMillis) throws IOException {
        compacting.lock();
        try {
            List<SealedSegment> held = new ArrayList<>();
            try {
                for (Segment segment : segments.now().older()) {
                    if (segment instanceof SealedSegment sealed
                            && !sealed.isRemote()
                            && sealed.source().acquire()) {
                        held.add(sealed);
                    }
                }
                segments.requireOpen();
                return compaction.run(held, this::replace, nowMillis);
            } finally {
                held.forEach(segment -> segment.source().release());
            }
        } finally {
            compacting.unlock();
        }
    }

    private boolean replace(SealedSegment old, Compaction.Rename rename) throws IOException {
        changing.lock();
        try {
            if (segments.isClosed() || !segments.now().all().contains(old)) {
                return false;
            }
            segments.replace(old, rename.run());
            old.source().release();
            return true;
        } finally {
            changing.unlock();
        }
    }

    boolean moved(long baseOffset, byte[] locator) throws IOException {
        SealedSegment here = sealedHere(baseOffset);
        if (here == null || !here.source().acquire()) {
            return false;
        }
        try {
            SealedSegment there = moving.there(here, locator);
            RemoteSegment remote = there.remote();
            boolean done = remote != null && exchange(here, there, remote);
            if (!done) {
                there.source().release();
            }
            return done;
        } finally {
            here.source().release();
        }
    }

    private boolean exchange(SealedSegment here, SealedSegment there, RemoteSegment remote) throws IOException {
        changing.lock();
        try {
            if (segments.isClosed() || !segments.now().all().contains(here)) {
                return false;
            }
            requireOldest(here);
            moving.note(there, remote);
            segments.replace(here, there);
            here.source().release();
            moving.deleteHere(here.baseOffset());
            return true;
        } finally {
            changing.unlock();
        }
    }

    private void requireOldest(SealedSegment here) {
        for (Segment segment : segments.now().all()) {
            if (segment == here) {
                return;
            }
            if (!(segment instanceof SealedSegment sealed && sealed.isRemote())) {
                throw new LogException(
                        LogException.Kind.FAILED,
                        "Segment " + segment.baseOffset() + " is older and still here: segments move oldest first");
            }
        }
    }
}
