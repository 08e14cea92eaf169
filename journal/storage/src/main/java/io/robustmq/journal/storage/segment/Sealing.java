package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.format.ByteSink;
import io.robustmq.journal.storage.index.IndexWriter;
import io.robustmq.journal.storage.index.StoredIndex;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Saves indexes: behind the batches of a segment that was rolled, which is sealed then, and beside the newest one. A crash
 * meanwhile leaves batches without a sound index, from which it is made again.
 */
public final class Sealing {
    private final LogFolder folder;
    private final IndexCache cache;
    private final int blockBytes;

    public Sealing(LogFolder folder, IndexCache cache, int blockBytes) {
        this.folder = folder;
        this.cache = cache;
        this.blockBytes = blockBytes;
    }

    /** Seals a segment that is written no more and whose batches are on disk. The caller holds its source, and both share it. */
    public SealedSegment seal(OpenSegment rolled) throws IOException {
        SegmentEnd end = rolled.end();
        LogFile file = rolled.file();
        ByteSink bytes = new ByteSink(256 << 10);
        IndexWriter.write(
                rolled.index(),
                rolled.baseOffset(),
                end.offset(),
                end.position(),
                end.maxTimestampMillis(),
                end.position(),
                bytes);
        file.write(ByteBuffer.wrap(bytes.array(), 0, bytes.size()), end.position());
        long size = (long) end.position() + bytes.size();
        file.truncate(size);
        file.sync();
        folder.delete(SegmentName.of(rolled.baseOffset(), SegmentName.CHECKPOINT));
        StoredIndex.Summary summary =
                new StoredIndex.Summary(rolled.baseOffset(), end.offset(), end.position(), end.maxTimestampMillis());
        return new SealedSegment(summary, rolled.source(), size, rolled.isCompacted(), null, cache, blockBytes);
    }

    /** Saves the index of the newest segment as far as readers see, which is on disk. */
    public void checkpoint(OpenSegment newest, SegmentEnd end) throws IOException {
        Checkpoint.save(folder, newest, end);
    }
}
