package io.robustmq.journal.storage.format;

import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a segment:
 *
 * <pre>
 *  0  int   magic "RLS1"
 *  4  int   1 if the segment was compacted, so that offsets may be missing; else 0
 *  8  long  baseOffset: no record of the segment has a smaller offset
 * 16  long  createdMillis, wall clock
 * 24  int   zero
 * 28  int   CRC32C of the bytes before
 * </pre>
 */
public record SegmentHeader(boolean compacted, long baseOffset, long createdMillis) {
    public static final int BYTES = 32;
    private static final int MAGIC = 0x524C5331;

    public void write(ByteSink to) {
        int at = to.size();
        to.putInt(MAGIC);
        to.putInt(compacted ? 1 : 0);
        to.putLong(baseOffset);
        to.putLong(createdMillis);
        to.putInt(0);
        to.putInt(to.crc(at, at + 28));
    }

    /** Null if it is not sound. Needs {@link #BYTES} bytes. */
    public static @Nullable SegmentHeader read(byte[] array) {
        ByteSink bytes = new ByteSink(BYTES);
        bytes.put(array, 0, BYTES);
        int flags = ByteSource.intAt(array, 4);
        if (ByteSource.intAt(array, 0) != MAGIC
                || flags < 0
                || flags > 1
                || bytes.crc(0, 28) != ByteSource.intAt(array, 28)) {
            return null;
        }
        return new SegmentHeader(flags == 1, ByteSource.longAt(array, 8), ByteSource.longAt(array, 16));
    }
}
