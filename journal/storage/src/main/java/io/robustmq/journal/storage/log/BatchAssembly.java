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
 * Appends, put together to batches for one write: small ones share a batch, a large one has several, which count together
 * only. Confined to the committer's thread, its buffers used again.
 */
final class BatchAssembly {
    private static final int KEEP_BYTES = 8 << 20;

    private final int batchBytes;
    private final boolean ownBatches;
    private final BatchEncoder encoder;
    private final ByteSink bytes = new ByteSink(128 << 10);
    private final List<IndexedBatch> batches = new ArrayList<>();
    private final List<IndexedBatch.KeyedOffset> keys = new ArrayList<>();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(128 << 10);
    private int position;
    private int syncedPosition;
    private long nextOffset;

    BatchAssembly(LogSettings settings) {
        this.batchBytes = settings.batchBytes();
        this.ownBatches = settings.ownBatches();
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
        beginBatch();
    }

    private void beginBatch() {
        encoder.begin();
        keys.clear();
    }

    void add(Waiting.Append append) {
        if (!encoder.isEmpty() && (ownBatches || encoder.bodyBytes() + append.bytes() > batchBytes)) {
            endBatch(false);
        }
        boolean inside = false;
        for (LogRecord record : append.records()) {
            if (inside && encoder.bodyBytes() >= batchBytes) {
                endBatch(true);
            }
            inside = true;
            long offset = nextOffset++;
            encoder.add(offset, record);
            byte[] key = record.key();
            if (key != null) {
                keys.add(new IndexedBatch.KeyedOffset(RecordKey.of(record.kind(), key), offset));
            }
        }
    }

    private void endBatch(boolean goesOn) {
        if (encoder.isEmpty()) {
            return;
        }
        int at = bytes.size();
        BatchHeader header = encoder.finish(bytes, goesOn, syncedPosition);
        batches.add(new IndexedBatch(position + at, header, List.copyOf(encoder.topics()), List.copyOf(keys)));
        beginBatch();
    }

    /** All that was added, ready to be written. Valid until {@link #begin}. */
    ByteBuffer end() {
        endBatch(false);
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

    /** The offset that comes after all that was added. */
    long nextOffset() {
        return nextOffset;
    }
}
