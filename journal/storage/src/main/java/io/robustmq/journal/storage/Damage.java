package io.robustmq.journal.storage;

/**
 * A stretch of a log that cannot be read, since what lies on the disk is not what was written, or is lost. As it is found only by
 * whole blocks, there may be sound records in it.
 *
 * @param file of the segment, or where else that lies
 * @param fromOffset the first record that cannot be had
 * @param nextOffset where reading may go on; greater
 */
public record Damage(String file, long fromOffset, long nextOffset) {}
