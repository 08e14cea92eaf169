package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.format.BatchDecoder;
import io.robustmq.journal.storage.format.BatchHeader;
import io.robustmq.journal.storage.format.ByteSource;
import io.robustmq.journal.storage.index.GrowingIndex;
import io.robustmq.journal.storage.index.IndexWriter;
import io.robustmq.journal.storage.index.IndexedBatch;
import io.robustmq.journal.storage.index.RecordKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the batches of a segment, checks each, and indexes it. Ends where an append ends behind which there is no whole and
 * sound one with the offset that comes next. Used once, by one thread.
 */
public final class SegmentScan {
    private final Window window;
    private final GrowingIndex index;
    private final boolean compacted;
    private final BatchDecoder decoder = new BatchDecoder();
    private SegmentEnd end;

    /** Batches of an append whose last one has not come yet. */
    private final List<IndexedBatch> begun = new ArrayList<>();

    /**
     * @param from where to begin: what lies before is indexed
     * @param fileEnd no batch goes beyond
     * @param compacted whether offsets may be missing
     */
    public SegmentScan(SharedSource source, SegmentEnd from, long fileEnd, boolean compacted, GrowingIndex index) {
        this.window = new Window(source, fileEnd);
        this.index = index;
        this.compacted = compacted;
        this.end = from;
    }

    /** Up to where all is sound. */
    public SegmentEnd run() throws IOException {
        SegmentEnd now = end;
        BatchHeader header = batchAt(now.position(), now.offset());
        while (header != null) {
            begun.add(describe(now.position(), header));
            now = new SegmentEnd(
                    now.position() + header.length(),
                    header.lastOffset() + 1,
                    Math.max(now.maxTimestampMillis(), header.maxTimestampMillis()));
            if (!header.goesOn()) {
                takeBegun();
                end = now;
            }
            header = batchAt(now.position(), now.offset());
        }
        return end;
    }

    private void takeBegun() {
        for (IndexedBatch batch : begun) {
            index.add(batch);
            index.addKeys(batch);
        }
        begun.clear();
    }

    /** The batch at a position; null if there is no sound one with the offsets that are due. */
    private @Nullable BatchHeader batchAt(int position, long offset) throws IOException {
        BatchHeader header = window.batchAt(position);
        boolean due = header != null && (compacted ? header.baseOffset() >= offset : header.baseOffset() == offset);
        return due ? header : null;
    }

    private IndexedBatch describe(int position, BatchHeader header) {
        List<byte[]> topics = new ArrayList<>();
        List<IndexedBatch.KeyedOffset> keys = new ArrayList<>();
        try {
            decoder.open(window.array(), window.at(position), header);
            while (decoder.next()) {
                if (decoder.topicNumber() > topics.size()) {
                    topics.add(decoder.topic());
                }
                byte[] key = decoder.key();
                if (key != null) {
                    keys.add(new IndexedBatch.KeyedOffset(RecordKey.of(decoder.kind(), key), decoder.offset()));
                }
            }
        } catch (IndexOutOfBoundsException nonsense) {
            throw LogException.senseless(window.name(), position, nonsense);
        }
        return new IndexedBatch(position, header, topics, keys);
    }

    /** Whether an index follows the last sound batch, which so is the last one. After {@link #run}. */
    boolean endsAtIndex() throws IOException {
        return window.hold(end.position(), 4)
                && ByteSource.intAt(window.array(), window.at(end.position())) == IndexWriter.MAGIC;
    }

    /** What follows the last sound batch. */
    public sealed interface Rest {
        /** Nothing but zeros, or nothing at all. */
        record Empty() implements Rest {}

        /** Part of a write that was under way; up to and not including a position. */
        record Torn(long to) implements Rest {}

        /** A sound batch, made when what lies before it was on disk already: that was damaged later. */
        record Damaged(long laterBatch) implements Rest {}
    }

    /** Looks at what follows the last sound batch. After {@link #run}. */
    public Rest rest() throws IOException {
        int from = end.position();
        long lastByte = -1;
        for (long position = from; window.hold(position, 1); position++) {
            byte now = window.array()[window.at(position)];
            if (now == 0) {
                continue;
            }
            lastByte = position;
            if (now == (byte) (BatchHeader.MAGIC >>> 24) && isLaterBatch(position, from)) {
                return new Rest.Damaged(position);
            }
        }
        return lastByte < 0 ? new Rest.Empty() : new Rest.Torn(lastByte + 1);
    }

    /** Whether a sound batch of this log lies here that was made when all up to beyond {@code fault} was on disk. */
    private boolean isLaterBatch(long position, int fault) throws IOException {
        if (!window.hold(position, BatchHeader.BYTES)) {
            return false;
        }
        BatchHeader claimed = BatchHeader.peek(window.array(), window.at(position));
        if (claimed == null
                || claimed.syncedPosition() <= fault
                || claimed.syncedPosition() > position
                || claimed.baseOffset() < end.offset()
                || !window.hold(position, claimed.length())) {
            return false;
        }
        return BatchHeader.read(window.array(), window.at(position), window.at(position) + claimed.length()) != null;
    }
}
