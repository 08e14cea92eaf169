package io.robustmq.journal.storage.segment;

/**
 * What recovery took off the end of a log: the rest of a write that a crash did not let through. Nothing of it was promised
 * to be on disk.
 *
 * @param file of which it was cut
 * @param position where the last sound batch ends
 * @param bytes how many
 */
public record Cut(String file, long position, long bytes) {}
