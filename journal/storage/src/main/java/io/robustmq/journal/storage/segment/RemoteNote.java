package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.file.RemoteSegment;
import io.robustmq.journal.storage.format.ByteSink;
import io.robustmq.journal.storage.format.ByteSource;
import io.robustmq.journal.storage.index.StoredIndex;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What stays in the folder of a segment that lies elsewhere, so that a log is opened without a look there:
 *
 * <pre>
 *  0  int   magic "RLR1"
 *  4  int   1 if the segment was compacted, else 0
 *  8  long  baseOffset
 * 16  long  endOffset
 * 24  long  maxTimestampMillis
 * 32  int   dataEnd
 * 36  long  size of the segment
 * 44  int   length of the locator, the locator
 *     int   CRC32C of all before
 * </pre>
 */
record RemoteNote(RemoteSegment segment, StoredIndex.Summary summary, boolean compacted) {
    private static final int MAGIC = 0x524C5231;

    /** When this returns, a crash leaves the note. */
    void save(LogFolder folder) throws IOException {
        ByteSink bytes = new ByteSink(256);
        bytes.putInt(MAGIC);
        bytes.putInt(compacted ? 1 : 0);
        bytes.putLong(summary.baseOffset());
        bytes.putLong(summary.endOffset());
        bytes.putLong(summary.maxTimestampMillis());
        bytes.putInt(summary.dataEnd());
        bytes.putLong(segment.size());
        bytes.putInt(segment.locator().length);
        bytes.put(segment.locator());
        bytes.putInt(bytes.crc(0, bytes.size()));
        String name = SegmentName.of(summary.baseOffset(), SegmentName.REMOTE);
        String unfinished = name + SegmentName.UNFINISHED;
        try (LogFile file = folder.create(unfinished)) {
            file.write(ByteBuffer.wrap(bytes.array(), 0, bytes.size()), 0);
            file.sync();
        }
        folder.rename(unfinished, name);
        folder.sync();
    }

    static RemoteNote load(LogFolder folder, String name) throws IOException {
        try (LogFile file = folder.open(name)) {
            byte[] bytes = new byte[Math.toIntExact(Math.min(file.size(), 1 << 20))];
            file.read(ByteBuffer.wrap(bytes), 0);
            ByteSource from = new ByteSource(bytes, 0, bytes.length);
            ByteSink check = new ByteSink(bytes.length + 4);
            check.put(bytes);
            try {
                if (check.crc(0, bytes.length - 4) == ByteSource.intAt(bytes, bytes.length - 4)
                        && from.getInt() == MAGIC) {
                    return read(from);
                }
            } catch (IndexOutOfBoundsException nonsense) {
                throw LogException.corrupt(name, 0, "the note is damaged");
            }
        }
        throw LogException.corrupt(name, 0, "the note is damaged");
    }

    private static RemoteNote read(ByteSource from) {
        boolean compacted = from.getInt() == 1;
        long baseOffset = from.getLong();
        long endOffset = from.getLong();
        long maxTimestamp = from.getLong();
        int dataEnd = from.getInt();
        long size = from.getLong();
        byte[] locator = from.getBytes(from.getInt());
        return new RemoteNote(
                new RemoteSegment(baseOffset, size, locator),
                new StoredIndex.Summary(baseOffset, endOffset, dataEnd, maxTimestamp),
                compacted);
    }
}
