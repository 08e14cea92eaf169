package io.robustmq.journal.storage.segment;

/**
 * How far a segment can be read.
 *
 * @param position behind its last batch
 * @param offset one more than its last
 * @param maxTimestampMillis the greatest of its records; {@link Long#MIN_VALUE} if it has none
 */
public record SegmentEnd(int position, long offset, long maxTimestampMillis) {}
