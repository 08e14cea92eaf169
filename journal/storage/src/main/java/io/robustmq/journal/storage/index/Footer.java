package io.robustmq.journal.storage.index;

import io.robustmq.journal.storage.format.ByteSink;
import io.robustmq.journal.storage.format.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * The last bytes of a sealed segment, and of a saved index:
 *
 * <pre>
 *  0  int   magic "RLF1"
 *  4  int   zero
 *  8  long  baseOffset
 * 16  long  endOffset: where the next segment begins
 * 24  long  maxTimestampMillis
 * 32  int   dataEnd: the position behind the last batch
 * 36  int   where the block table begins, 40 int how many blocks it has
 * 44  int   where the topics' pages begin, 48 int their directory, 52 int how long that is, 56 int how many topics
 * 60  int   the same four for keys
 * 76  int   how many records have a key
 * 80  int   CRC32C of the bytes before
 * </pre>
 */
record Footer(
        long baseOffset,
        long endOffset,
        long maxTimestampMillis,
        int dataEnd,
        int blocksAt,
        int blocks,
        SortedTable.Place topics,
        SortedTable.Place keys,
        int keyedRecords) {
    static final int BYTES = 84;
    private static final int MAGIC = 0x524C4631;

    void write(ByteSink to) {
        int at = to.size();
        to.putInt(MAGIC);
        to.putInt(0);
        to.putLong(baseOffset);
        to.putLong(endOffset);
        to.putLong(maxTimestampMillis);
        to.putInt(dataEnd);
        to.putInt(blocksAt);
        to.putInt(blocks);
        write(topics, to);
        write(keys, to);
        to.putInt(keyedRecords);
        to.putInt(to.crc(at, to.size()));
    }

    private static void write(SortedTable.Place place, ByteSink to) {
        to.putInt(place.from());
        to.putInt(place.directoryAt());
        to.putInt(place.directoryBytes());
        to.putInt(place.names());
    }

    /** Null if it is not sound. */
    static @Nullable Footer read(byte[] bytes) {
        if (!CheckedBytes.isSound(bytes)) {
            return null;
        }
        ByteSource from = new ByteSource(bytes, 0, bytes.length);
        if (from.getInt() != MAGIC || from.getInt() != 0) {
            return null;
        }
        return new Footer(
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getInt(),
                from.getInt(),
                from.getInt(),
                readPlace(from),
                readPlace(from),
                from.getInt());
    }

    private static SortedTable.Place readPlace(ByteSource from) {
        return new SortedTable.Place(from.getInt(), from.getInt(), from.getInt(), from.getInt());
    }
}
