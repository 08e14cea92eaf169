package io.robustmq.journal.storage.format;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the records of a batch. Numbers are big-endian:
 *
 * <pre>
 *  0  int   magic "RLB1"
 *  4  int   CRC32C of the bytes from 8 to the end of the batch
 *  8  int   length of the batch in bytes, this header included
 * 12  byte  compression of the body: 0 none, 1 LZ4 block, 2 Zstandard frame
 * 13  byte  1 if the append goes on in the next batch, else 0
 * 14  2     zero
 * 16  long  baseOffset: the offset of the first record
 * 24  int   lastOffset - baseOffset; with gaps only in a compacted segment
 * 28  int   number of records, 1 or more
 * 32  long  baseTimestampMillis: the first record's
 * 40  long  maxTimestampMillis
 * 48  int   length of the body before compression
 * 52  int   syncedPosition: up to where the segment was known to be on disk when this batch was made
 * 56        body
 * </pre>
 *
 * <p>A batch is there as a whole, or its length or checksum does not fit and it counts as not written. Recovery needs
 * {@code syncedPosition}: a fault below that of some later batch was on disk once, and is damage; any other fault is the end of
 * what a crash let through. And a batch whose append goes on counts only with all that follow, up to the one that ends it.
 */
public record BatchHeader(
        int length,
        Compression compression,
        boolean goesOn,
        long baseOffset,
        long lastOffset,
        int records,
        long baseTimestampMillis,
        long maxTimestampMillis,
        int bodyLength,
        int syncedPosition) {
    public static final int BYTES = 56;
    public static final int MAGIC = 0x524C4231;

    static final int CRC_AT = 4;
    static final int CRC_FROM = 8;

    /** How much of a batch must be at hand to know its length. */
    public static final int LENGTH_KNOWN_AFTER = 12;

    /** No batch is longer. */
    public static final int MAX_LENGTH = 1 << 30;

    /**
     * The length that a batch at this place claims, or -1 if there is none. Needs {@link #LENGTH_KNOWN_AFTER} bytes; the
     * checksum is not looked at.
     */
    public static int claimedLength(byte[] array, int at) {
        if (ByteSource.intAt(array, at) != MAGIC) {
            return -1;
        }
        int length = ByteSource.intAt(array, at + 8);
        return length > BYTES && length <= MAX_LENGTH ? length : -1;
    }

    /** The header of a whole batch that ends at {@code end} or before; null if it is not sound. */
    public static @Nullable BatchHeader read(byte[] array, int at, int end) {
        if (end - at < BYTES) {
            return null;
        }
        int length = claimedLength(array, at);
        if (length < 0 || length > end - at || crc(array, at, length) != ByteSource.intAt(array, at + CRC_AT)) {
            return null;
        }
        return parse(array, at, length);
    }

    /** The header alone, its checksum not looked at; null if it cannot be one. Needs {@link #BYTES} bytes. */
    public static @Nullable BatchHeader peek(byte[] array, int at) {
        int length = claimedLength(array, at);
        return length < 0 ? null : parse(array, at, length);
    }

    private static @Nullable BatchHeader parse(byte[] array, int at, int length) {
        int code = array[at + 12];
        int goesOn = array[at + 13];
        long baseOffset = ByteSource.longAt(array, at + 16);
        int span = ByteSource.intAt(array, at + 24);
        int records = ByteSource.intAt(array, at + 28);
        int bodyLength = ByteSource.intAt(array, at + 48);
        if (code < 0
                || code > 2
                || goesOn < 0
                || goesOn > 1
                || baseOffset < 0
                || span < 0
                || records < 1
                || records > span + 1L
                || bodyLength < 1) {
            return null;
        }
        return new BatchHeader(
                length,
                Compression.ofCode(code),
                goesOn == 1,
                baseOffset,
                baseOffset + span,
                records,
                ByteSource.longAt(array, at + 32),
                ByteSource.longAt(array, at + 40),
                bodyLength,
                ByteSource.intAt(array, at + 52));
    }

    /** Writes a header over {@link #BYTES} bytes of a sink, in front of a body that is there already. */
    void write(ByteSink to, int at) {
        to.setInt(at, MAGIC);
        to.setInt(at + 8, length);
        to.setInt(at + 12, compression.code() << 24 | (goesOn ? 1 << 16 : 0));
        to.setLong(at + 16, baseOffset);
        to.setInt(at + 24, Math.toIntExact(lastOffset - baseOffset));
        to.setInt(at + 28, records);
        to.setLong(at + 32, baseTimestampMillis);
        to.setLong(at + 40, maxTimestampMillis);
        to.setInt(at + 48, bodyLength);
        to.setInt(at + 52, syncedPosition);
        to.setInt(at + CRC_AT, crc(to.array(), at, length));
    }

    private static int crc(byte[] array, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(array, at + CRC_FROM, length - CRC_FROM);
        return (int) crc.getValue();
    }
}
