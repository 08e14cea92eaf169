package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.format.BatchEncoder;
import io.robustmq.journal.storage.format.BatchHeader;
import io.robustmq.journal.storage.format.ByteSink;
import io.robustmq.journal.storage.index.IndexedBatch;
import io.robustmq.journal.storage.index.RecordKey;
import io.robustmq.journal.storage.record.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Appends, put together to batches for one write. An append is never divided; small ones share a batch. Confined to the
 * committer's thread, its buffers used again.
 */
final class BatchAssembly {
    private static final int KEEP_BYTES = 8 << 20;
    private static final LogRecord[] NO_RECORDS = {};

    private final int batchBytes;
    private final BatchEncoder encoder;
    private final ByteSink bytes = new ByteSink(128 << 10);
    private final List<IndexedBatch> batches = new ArrayList<>();
    private final List<TailCache.Run> runs = new ArrayList<>();
    private final List<LogRecord> records = new ArrayList<>();
    private final List<IndexedBatch.KeyedOffset> keys = new ArrayList<>();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(128 << 10);
    private long recordBytes;
    private int position;
    private int syncedPosition;
    private long nextOffset;

    BatchAssembly(LogSettings settings) {
        this.batchBytes = settings.batchBytes();
        this.encoder = new BatchEncoder(settings.compression());
    }

    /**
     * Forgets what was put together before.
     *
     * @param position where in the segment the first batch will lie
     */
    void begin(int position, int syncedPosition, long nextOffset) {
        this.position = position;
        this.syncedPosition = syncedPosition;
        this.nextOffset = nextOffset;
        bytes.clear(KEEP_BYTES);
        batches.clear();
        runs.clear();
        beginBatch();
    }

    private void beginBatch() {
        encoder.begin();
        records.clear();
        keys.clear();
        recordBytes = 0;
    }

    void add(Waiting.Append append) {
        if (!encoder.isEmpty() && encoder.bodyBytes() + append.bytes() > batchBytes) {
            endBatch();
        }
        for (LogRecord record : append.records()) {
            long offset = nextOffset++;
            encoder.add(offset, record);
            records.add(record);
            byte[] key = record.key();
            if (key != null) {
                keys.add(new IndexedBatch.KeyedOffset(RecordKey.of(record.kind(), key), offset));
            }
        }
        recordBytes += append.bytes();
    }

    private void endBatch() {
        if (encoder.isEmpty()) {
            return;
        }
        int at = position + bytes.size();
        BatchHeader header = encoder.finish(bytes, syncedPosition);
        batches.add(new IndexedBatch(at, header, List.copyOf(encoder.topics()), List.copyOf(keys)));
        runs.add(new TailCache.Run(header.baseOffset(), records.toArray(NO_RECORDS), recordBytes));
        beginBatch();
    }

    /** All that was added, ready to be written. Valid until {@link #begin}. */
    ByteBuffer end() {
        endBatch();
        if (buffer.capacity() < bytes.size() || buffer.capacity() > KEEP_BYTES) {
            buffer = ByteBuffer.allocateDirect(Math.max(bytes.size(), 128 << 10));
        }
        buffer.clear();
        buffer.put(bytes.array(), 0, bytes.size());
        return buffer.flip();
    }

    List<IndexedBatch> batches() {
        return batches;
    }

    List<TailCache.Run> runs() {
        return runs;
    }

    /** The offset that comes after all that was added. */
    long nextOffset() {
        return nextOffset;
    }
}
