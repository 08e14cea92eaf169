package io.robustmq.journal.storage.log;

/**
 * A segment as others may know it.
 *
 * @param baseOffset which names it
 * @param endOffset one more than the last it has, where the next one begins
 * @param maxTimestampMillis the greatest of its records; {@link Long#MIN_VALUE} if it has none
 */
public record SegmentInfo(
        long baseOffset, long endOffset, long sizeBytes, long maxTimestampMillis, State state, boolean compacted) {

    /** Where in its life a segment is. */
    public enum State {
        /** Appends go to it. */
        ACTIVE,
        /** Full; its index is still to be written. */
        ROLLED,
        /** Complete, in the log's folder. */
        SEALED,
        /** Complete, elsewhere. */
        REMOTE
    }
}
