package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.segment.OpenSegment;
import io.robustmq.journal.storage.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segments of a log at one moment: in order, without gaps, the last one open. Does not change. */
final class SegmentList {
    private final List<Segment> all;
    private final OpenSegment active;

    private SegmentList(List<Segment> all, OpenSegment active) {
        this.all = all;
        this.active = active;
    }

    static SegmentList of(List<? extends Segment> older, OpenSegment active) {
        List<Segment> all = new ArrayList<>(older);
        all.add(active);
        return new SegmentList(List.copyOf(all), active);
    }

    List<Segment> all() {
        return all;
    }

    OpenSegment active() {
        return active;
    }

    long startOffset() {
        return all.getFirst().baseOffset();
    }

    /** Behind the last record readers may see. */
    long endOffset() {
        return active.end().offset();
    }

    List<Segment> older() {
        return all.subList(0, all.size() - 1);
    }

    /** The segment whose offsets include this one; null if it lies before all of them. */
    @Nullable
    Segment at(long offset) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).baseOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : all.get(low - 1);
    }

    /** Where the segment begins that has this offset. */
    long baseOffsetAt(long offset) {
        Segment segment = at(offset);
        return segment == null ? startOffset() : segment.baseOffset();
    }
}
