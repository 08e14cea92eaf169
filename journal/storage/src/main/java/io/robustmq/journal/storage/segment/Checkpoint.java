package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.file.FileSource;
import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.format.ByteSink;
import io.robustmq.journal.storage.index.DamagedIndexException;
import io.robustmq.journal.storage.index.GrowingIndex;
import io.robustmq.journal.storage.index.IndexWriter;
import io.robustmq.journal.storage.index.StoredIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The index of the newest segment, saved, so that opening the log goes through what was written since only. What it covers was
 * on disk before it was saved. A checkpoint that is damaged or absent costs time, nothing else.
 *
 * @param index up to {@code end}
 */
record Checkpoint(GrowingIndex index, SegmentEnd end) {

    /** Saves what readers see of a segment; all of that is on disk. */
    static void save(LogFolder folder, OpenSegment segment, SegmentEnd end) throws IOException {
        ByteSink bytes = new ByteSink(64 << 10);
        IndexWriter.write(
                segment.index(),
                segment.baseOffset(),
                end.offset(),
                end.position(),
                end.maxTimestampMillis(),
                0,
                bytes);
        String name = SegmentName.of(segment.baseOffset(), SegmentName.CHECKPOINT);
        String unfinished = name + SegmentName.UNFINISHED;
        try (LogFile file = folder.create(unfinished)) {
            file.write(ByteBuffer.wrap(bytes.array(), 0, bytes.size()), 0);
            file.sync();
        }
        folder.rename(unfinished, name);
    }

    /** Null if there is none that is sound. */
    static @Nullable Checkpoint load(LogFolder folder, String name, long baseOffset, int blockBytes)
            throws IOException {
        try (LogFile file = folder.open(name)) {
            StoredIndex stored = StoredIndex.load(new FileSource(file), file.size());
            StoredIndex.Summary summary = stored.summary();
            if (summary.baseOffset() != baseOffset) {
                return null;
            }
            return new Checkpoint(
                    stored.toGrowing(blockBytes),
                    new SegmentEnd(summary.dataEnd(), summary.endOffset(), summary.maxTimestampMillis()));
        } catch (DamagedIndexException damaged) {
            return null;
        }
    }
}
