package io.robustmq.broker.storage.s3.object;

/**
 * Some batches that follow each other, whose index is an object.
 *
 * @param first sequence
 * @param last sequence
 * @param nextOffset one more than the last of its records'
 * @param latestMillis the greatest time stamp of its records
 * @param bytes of its objects with records
 */
public record Span(long first, long last, long baseOffset, long nextOffset, long latestMillis, long bytes) {}
