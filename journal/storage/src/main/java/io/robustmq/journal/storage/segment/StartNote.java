package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.file.ShortageException;
import io.robustmq.journal.storage.format.ByteSink;
import io.robustmq.journal.storage.format.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a log begins, in the file {@code start} of its folder. It is written before the segments below are deleted; so a log
 * whose first segment begins later than the note says has lost segments, while one that begins earlier has only not got around to
 * deleting them. A note that is damaged or absent says nothing, and is made anew when the log is opened.
 *
 * <pre>
 *  0  int   magic "RLS1"
 *  4  long  the first offset that is kept
 * 12  int   CRC32C of all before
 * </pre>
 *
 * <p>It is written in its place, as the segments that are to go may be what fills the disk.
 */
final class StartNote {
    private static final String NAME = "start";
    private static final int MAGIC = 0x524C5331;
    private static final int BYTES = 16;

    private StartNote() {}

    /** When this returns, a crash leaves the note, or none. */
    static void save(LogFolder folder, long startOffset) throws IOException {
        ByteSink bytes = new ByteSink(BYTES);
        bytes.putInt(MAGIC);
        bytes.putLong(startOffset);
        bytes.putInt(bytes.crc(0, bytes.size()));
        boolean isThere = folder.list().contains(NAME);
        try (LogFile file = isThere ? folder.open(NAME) : folder.create(NAME)) {
            file.write(ByteBuffer.wrap(bytes.array(), 0, bytes.size()), 0);
            file.sync();
        } catch (ShortageException noRoom) {
            folder.delete(NAME); // the one that was there would be wrong
        }
        folder.sync();
    }

    /** The first offset that is kept; null if there is no sound note. */
    static @Nullable Long load(LogFolder folder) throws IOException {
        if (!folder.list().contains(NAME)) {
            return null;
        }
        byte[] bytes = new byte[BYTES];
        try (LogFile file = folder.open(NAME)) {
            if (file.read(ByteBuffer.wrap(bytes), 0) < BYTES) {
                return null;
            }
        }
        ByteSink check = new ByteSink(BYTES);
        check.put(bytes);
        boolean isSound =
                check.crc(0, BYTES - 4) == ByteSource.intAt(bytes, BYTES - 4) && ByteSource.intAt(bytes, 0) == MAGIC;
        return isSound ? (Long) new ByteSource(bytes, 4, BYTES).getLong() : null;
    }
}
