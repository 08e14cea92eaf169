package io.robustmq.broker.storage.spi;

/**
 * A write is done.
 *
 * @param firstOffset of its first record; the others follow without a gap
 * @param nextOffset one more than the last record's; equal to {@code firstOffset} if it had no records
 */
public record Written(long firstOffset, long nextOffset) {}
