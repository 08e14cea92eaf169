package io.robustmq.journal.storage.file;

/**
 * A segment in a {@link RemoteStore}, byte for byte as it was in the folder.
 *
 * @param baseOffset of its first record
 * @param size in bytes, index included
 * @param locator what the store called it, up to 64 KiB
 */
public record RemoteSegment(long baseOffset, long size, byte[] locator) {}
