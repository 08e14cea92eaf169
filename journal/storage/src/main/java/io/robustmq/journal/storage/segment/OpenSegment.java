package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.file.FileSource;
import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.format.ByteSink;
import io.robustmq.journal.storage.format.SegmentHeader;
import io.robustmq.journal.storage.index.GrowingIndex;
import io.robustmq.journal.storage.index.IndexedBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A segment whose index is in memory: the one that is written, or one that was rolled and is not sealed yet.
 *
 * <pre>
 * header | batches ...      | written, not yet readable | zeros
 * 0      32          end().position()             position()   zeroedTo
 * </pre>
 *
 * <p>The committer's thread writes; any may read up to {@link #end}.
 */
public final class OpenSegment implements Segment {
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(256 << 10).asReadOnlyBuffer();

    private final LogFile file;
    private final SharedSource source;
    private final SegmentHeader header;
    private final GrowingIndex index;
    private volatile SegmentEnd end;

    /** Behind the last byte written. */
    private int position;

    /** Up to here all is known to be on disk. */
    private int syncedPosition;

    /** Up to here the file has been filled with zeros, so that writing there does not make it longer. */
    private int zeroedTo;

    private OpenSegment(LogFile file, SegmentHeader header, GrowingIndex index, SegmentEnd end, int zeroedTo) {
        this.file = file;
        this.source = new SharedSource(new FileSource(file));
        this.header = header;
        this.index = index;
        this.end = end;
        this.position = end.position();
        this.syncedPosition = end.position();
        this.zeroedTo = zeroedTo;
    }

    /** Makes a new one. When this returns a crash leaves it there; if it throws, it is not there. */
    public static OpenSegment create(LogFolder folder, long baseOffset, long nowMillis, int blockBytes)
            throws IOException {
        String name = SegmentName.of(baseOffset, SegmentName.LOG);
        SegmentHeader header = new SegmentHeader(false, baseOffset, nowMillis);
        ByteSink bytes = new ByteSink(SegmentHeader.BYTES);
        header.write(bytes);
        LogFile file = folder.create(name);
        try {
            file.write(ByteBuffer.wrap(bytes.array(), 0, bytes.size()), 0);
            file.sync();
            folder.sync();
        } catch (IOException failed) {
            file.close();
            folder.delete(name);
            throw failed;
        }
        SegmentEnd end = new SegmentEnd(SegmentHeader.BYTES, baseOffset, Long.MIN_VALUE);
        return new OpenSegment(file, header, new GrowingIndex(blockBytes), end, SegmentHeader.BYTES);
    }

    /** One that was there: all up to its end was found sound and is on disk; behind it come only zeros. */
    public static OpenSegment found(LogFile file, SegmentHeader header, GrowingIndex index, SegmentEnd end)
            throws IOException {
        return new OpenSegment(file, header, index, end, Math.toIntExact(file.size()));
    }

    @Override
    public long baseOffset() {
        return header.baseOffset();
    }

    /** Whether offsets may be missing; in one that was rolled only. */
    boolean isCompacted() {
        return header.compacted();
    }

    public long createdMillis() {
        return header.createdMillis();
    }

    @Override
    public SegmentEnd end() {
        return end;
    }

    @Override
    public SharedSource source() {
        return source;
    }

    @Override
    public GrowingIndex index() {
        return index;
    }

    @Override
    public void remakeIndex() {
        throw new IllegalStateException("An index in memory has no damage");
    }

    @Override
    public long sizeBytes() {
        return end.position();
    }

    public LogFile file() {
        return file;
    }

    // ---- the committer's

    /** Where the next batch goes. */
    public int position() {
        return position;
    }

    public int syncedPosition() {
        return syncedPosition;
    }

    /** Fills the file with zeros up to a position, unless that was done. */
    public void zeroTo(int wanted) throws IOException {
        while (zeroedTo < wanted) {
            ByteBuffer zeros = ZEROS.duplicate();
            zeros.limit(Math.min(zeros.capacity(), wanted - zeroedTo));
            int count = zeros.remaining();
            file.write(zeros, zeroedTo);
            zeroedTo += count;
        }
    }

    public int zeroedTo() {
        return zeroedTo;
    }

    /** Writes whole batches to the end, not yet for readers. */
    public void write(ByteBuffer batches) throws IOException {
        int bytes = batches.remaining();
        file.write(batches, position);
        position += bytes;
        zeroedTo = Math.max(zeroedTo, position);
    }

    /**
     * Takes back what was written behind the end for readers, after a write that did not go through. When this returns a crash
     * does not bring it to light again.
     */
    public void takeBack() throws IOException {
        int back = end.position();
        position = back;
        zeroedTo = back;
        file.truncate(back);
        sync();
    }

    public void sync() throws IOException {
        file.sync();
        syncedPosition = position;
    }

    /** Gives what was written to readers. */
    public void publish(List<IndexedBatch> batches) {
        SegmentEnd now = end;
        long offset = now.offset();
        long maxTimestamp = now.maxTimestampMillis();
        for (IndexedBatch batch : batches) {
            index.add(batch);
            offset = batch.header().lastOffset() + 1;
            maxTimestamp = Math.max(maxTimestamp, batch.header().maxTimestampMillis());
        }
        end = new SegmentEnd(position, offset, maxTimestamp);
        batches.forEach(index::addKeys);
    }

    /** Nothing more is written: cuts off what was filled with zeros, and makes all of it safe. */
    public void finish() throws IOException {
        if (zeroedTo > position) {
            file.truncate(position);
            zeroedTo = position;
        }
        sync();
    }
}
