package io.robustmq.journal.storage.segment;

/**
 * What a log had when it was open last and has no more, though nobody has let go of it: the files of its first segments are gone.
 *
 * @param fromOffset the first record that is missing
 * @param toOffset where the log begins now
 */
public record Missing(long fromOffset, long toOffset) {}
