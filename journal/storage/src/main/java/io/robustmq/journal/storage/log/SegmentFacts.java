package io.robustmq.journal.storage.log;

/**
 * What one segment holds, for whoever decides which are to go.
 *
 * @param baseOffset no record in it has a smaller offset
 * @param nextOffset no record in it has this offset or a greater one
 * @param sizeBytes how many bytes it takes
 * @param maxTimestampMillis the greatest of its records; {@link Long#MIN_VALUE} if it has none
 */
public record SegmentFacts(long baseOffset, long nextOffset, long sizeBytes, long maxTimestampMillis) {}
