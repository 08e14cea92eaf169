package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.journal.storage.log.SegmentInfo;
import java.util.List;

/** At which edges of its segments, oldest first, a log is cut. */
final class SegmentEdges {
    private SegmentEdges() {}

    /**
     * The offset below which segments are beyond the limits, or the start. The newest segment is never beyond the limit by
     * size.
     */
    static long beyond(List<SegmentInfo> segments, RetentionLimits limits, long nowMillis) {
        long oldestMillis =
                limits.maxAgeMillis() == RetentionLimits.UNLIMITED ? Long.MIN_VALUE : nowMillis - limits.maxAgeMillis();
        long bytes = segments.stream().mapToLong(SegmentInfo::sizeBytes).sum();
        for (int i = 0; i < segments.size(); i++) {
            SegmentInfo segment = segments.get(i);
            boolean tooMuch = bytes > limits.maxBytes() && i < segments.size() - 1;
            if (segment.maxTimestampMillis() >= oldestMillis && !tooMuch) {
                return segment.baseOffset();
            }
            bytes -= segment.sizeBytes();
        }
        return segments.getLast().endOffset();
    }

    /** What the start would be if segments that end at or below an offset went; the newest never goes. */
    static long startAfterTrim(List<SegmentInfo> segments, long before) {
        long start = segments.getFirst().baseOffset();
        for (SegmentInfo segment : segments) {
            if (segment.baseOffset() <= before) {
                start = segment.baseOffset();
            }
        }
        return start;
    }

    /** The offset below which all segments lie elsewhere. */
    static long startHere(List<SegmentInfo> segments) {
        long start = 0;
        for (SegmentInfo segment : segments) {
            if (segment.state() != SegmentInfo.State.REMOTE) {
                break;
            }
            start = segment.endOffset();
        }
        return start;
    }
}
