package io.robustmq.journal.server.entry;

import java.nio.ByteBuffer;

/**
 * What Ratis keeps of an entry.
 *
 * <pre>
 *  0  long  base offset: of the entry's first record, its mark
 *  8  int   how many records, the mark included; 1 or more
 * </pre>
 */
public record EntryHeader(long baseOffset, int records) {
    public static final int BYTES = 12;

    public long endOffset() {
        return baseOffset + records;
    }

    public byte[] encode() {
        return ByteBuffer.allocate(BYTES).putLong(baseOffset).putInt(records).array();
    }

    /** @throws IllegalArgumentException if it is none */
    public static EntryHeader decode(ByteBuffer bytes) {
        if (bytes.remaining() != BYTES) {
            throw new IllegalArgumentException("a header of " + bytes.remaining() + " bytes, not " + BYTES);
        }
        return new EntryHeader(bytes.getLong(), bytes.getInt());
    }
}
