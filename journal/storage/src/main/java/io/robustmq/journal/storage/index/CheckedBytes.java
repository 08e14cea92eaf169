package io.robustmq.journal.storage.index;

import io.robustmq.journal.storage.file.SegmentSource;
import io.robustmq.journal.storage.format.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Pieces of an index: bytes, the last four of which are the CRC32C of the others. */
final class CheckedBytes {
    static final int CRC_BYTES = 4;

    private CheckedBytes() {}

    /** Reads a piece, its checksum included. */
    static byte[] read(SegmentSource source, long position, int length) throws IOException {
        if (length < CRC_BYTES) {
            throw damaged(source, position);
        }
        byte[] bytes = new byte[length];
        if (source.read(ByteBuffer.wrap(bytes), position) < length || !isSound(bytes)) {
            throw damaged(source, position);
        }
        return bytes;
    }

    static boolean isSound(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - CRC_BYTES);
        return (int) crc.getValue() == ByteSource.intAt(bytes, bytes.length - CRC_BYTES);
    }

    static DamagedIndexException damaged(SegmentSource source, long position) {
        return new DamagedIndexException(source.name() + " at position " + position + ": the index is damaged");
    }
}
