package io.robustmq.journal.storage.log;

/**
 * An append is done.
 *
 * @param firstOffset of its first record; the others follow without a gap
 * @param nextOffset one more than the last record's; equal to {@code firstOffset} if it had no records
 */
public record Appended(long firstOffset, long nextOffset) {}
