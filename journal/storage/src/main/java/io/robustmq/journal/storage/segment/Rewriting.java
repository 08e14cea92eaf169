package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.format.BatchDecoder;
import io.robustmq.journal.storage.format.BatchEncoder;
import io.robustmq.journal.storage.format.BatchHeader;
import io.robustmq.journal.storage.format.ByteSink;
import io.robustmq.journal.storage.format.Compression;
import io.robustmq.journal.storage.format.SegmentHeader;
import io.robustmq.journal.storage.index.GrowingIndex;
import io.robustmq.journal.storage.index.IndexWriter;
import io.robustmq.journal.storage.index.IndexedBatch;
import io.robustmq.journal.storage.index.RecordKey;
import io.robustmq.journal.storage.index.StoredIndex;
import io.robustmq.journal.storage.record.LogRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Writes a sealed segment again without the records that later ones have replaced. Records keep their offsets; those without a
 * key stay. Used once, by one thread, which holds the old source.
 */
final class Rewriting {
    private static final int WRITE_BYTES = 1 << 20;

    private final SealedSegment old;
    private final BitSet survivors;
    private final LogFile file;
    private final int batchBytes;
    private final BatchEncoder encoder;
    private final BatchDecoder decoder = new BatchDecoder();
    private final GrowingIndex index;
    private final ByteSink bytes = new ByteSink(2 * WRITE_BYTES);
    private final List<IndexedBatch.KeyedOffset> keys = new ArrayList<>();

    /** Where in the file the first of {@link #bytes} will lie. */
    private int written;

    private long maxTimestamp = Long.MIN_VALUE;

    /** @param survivors the offsets, less the base offset, of those records with a key that stay */
    Rewriting(
            SealedSegment old,
            BitSet survivors,
            LogFile file,
            Compression compression,
            int batchBytes,
            int blockBytes) {
        this.old = old;
        this.survivors = survivors;
        this.file = file;
        this.batchBytes = batchBytes;
        this.encoder = new BatchEncoder(compression);
        this.index = new GrowingIndex(blockBytes);
    }

    /** Returns how long the new segment is, and what it is, once it is on disk. */
    Result run(long createdMillis) throws IOException {
        new SegmentHeader(true, old.baseOffset(), createdMillis).write(bytes);
        encoder.begin();
        Window window = new Window(old.source(), old.end().position());
        int position = SegmentHeader.BYTES;
        while (position < old.end().position()) {
            position += copyBatch(window, position);
        }
        endBatch();
        int dataEnd = written + bytes.size();
        IndexWriter.write(index, old.baseOffset(), old.end().offset(), dataEnd, maxTimestamp, dataEnd, bytes);
        flush();
        file.sync();
        return new Result(
                new StoredIndex.Summary(old.baseOffset(), old.end().offset(), dataEnd, maxTimestamp), written);
    }

    record Result(StoredIndex.Summary summary, long size) {}

    private int copyBatch(Window window, int position) throws IOException {
        BatchHeader header = window.batchAt(position);
        if (header == null) {
            throw LogException.corrupt(old.source().name(), position, "a batch is damaged");
        }
        try {
            decoder.open(window.array(), window.at(position), header);
            while (decoder.next()) {
                long offset = decoder.offset();
                LogRecord record = decoder.record();
                byte[] key = record.key();
                if (key == null) {
                    encoder.add(offset, record);
                } else if (survivors.get(Math.toIntExact(offset - old.baseOffset()))) {
                    encoder.add(offset, record);
                    keys.add(new IndexedBatch.KeyedOffset(RecordKey.of(record.kind(), key), offset));
                }
            }
        } catch (IndexOutOfBoundsException nonsense) {
            throw LogException.senseless(old.source().name(), position, nonsense);
        }
        if (encoder.bodyBytes() >= batchBytes) {
            endBatch();
        }
        return header.length();
    }

    private void endBatch() throws IOException {
        if (encoder.isEmpty()) {
            return;
        }
        int position = written + bytes.size();
        maxTimestamp = Math.max(maxTimestamp, encoder.maxTimestampMillis());
        BatchHeader header = encoder.finish(bytes, false, 0);
        IndexedBatch batch = new IndexedBatch(position, header, List.copyOf(encoder.topics()), List.copyOf(keys));
        index.add(batch);
        index.addKeys(batch);
        encoder.begin();
        keys.clear();
        if (bytes.size() >= WRITE_BYTES) {
            flush();
        }
    }

    private void flush() throws IOException {
        file.write(ByteBuffer.wrap(bytes.array(), 0, bytes.size()), written);
        written += bytes.size();
        bytes.clear(2 * WRITE_BYTES);
    }
}
