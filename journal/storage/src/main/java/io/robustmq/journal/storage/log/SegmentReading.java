package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.Damage;
import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.LostBytesException;
import io.robustmq.journal.storage.format.BatchDecoder;
import io.robustmq.journal.storage.format.BatchHeader;
import io.robustmq.journal.storage.index.SegmentIndex;
import io.robustmq.journal.storage.segment.Segment;
import io.robustmq.journal.storage.segment.SegmentEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads wanted records of one segment into a page: only the blocks that may have any, a few next to each other with one
 * read. Every batch it looks into is checked. Confined to one thread; the caller holds the segment's source.
 */
final class SegmentReading {
    private static final int FEW_BYTES = 32 << 10;
    private static final int MANY_BYTES = 256 << 10;

    private final Segment segment;
    private final SegmentEnd end;
    private final SegmentIndex index;
    private final PageBuilder page;
    private final ScanBuffer buffer;
    private long bytesRead;

    /**
     * @param end of the segment, asked before the index
     * @param index the segment's
     */
    SegmentReading(Segment segment, SegmentEnd end, SegmentIndex index, PageBuilder page, ScanBuffer buffer) {
        this.segment = segment;
        this.end = end;
        this.index = index;
        this.page = page;
        this.buffer = buffer;
    }

    long bytesRead() {
        return bytesRead;
    }

    /**
     * Reads from an offset on until the page is full, the segment ends or enough was read from disk.
     *
     * @param plan where wanted records may be
     * @return the offset to go on at
     */
    long read(long fromOffset, Plan plan, long maxBytes) throws IOException {
        long offset = fromOffset;
        int wish = FEW_BYTES;
        boolean isCareful = false;
        int block = next(index.blockAt(offset), plan);
        while (block >= 0 && !page.isFull()) {
            if (bytesRead > 0 && bytesRead >= maxBytes) {
                return Math.max(offset, index.firstOffset(block));
            }
            int last = block;
            int from = index.position(block);
            int to = endOf(block);
            while (to - from < wish && isNext(last + 1, plan)) {
                last++;
                to = endOf(last);
            }
            try {
                offset = readBlocks(block, to, offset);
            } catch (LostBytesException lost) {
                if (last == block) {
                    throw damaged(lost.from(), lost.getMessage(), block, blockFrom(block, lost.to()), offset);
                }
                isCareful = true; // one by one: what lies before it can be read
                wish = 0;
                continue;
            }
            wish = isCareful ? 0 : MANY_BYTES;
            block = next(last + 1, plan);
        }
        return page.isFull() ? offset : end.offset();
    }

    private int next(int block, Plan plan) {
        int next = block < 0 ? -1 : plan.next(block);
        return next >= 0 && isReadable(next) ? next : -1;
    }

    private boolean isNext(int block, Plan plan) {
        return isReadable(block) && plan.next(block) == block;
    }

    private boolean isReadable(int block) {
        return block < index.blocks() && index.position(block) < end.position();
    }

    private int endOf(int block) {
        return isReadable(block + 1) ? index.position(block + 1) : end.position();
    }

    /**
     * Reads from a block on up to a position. Returns the offset to go on at; the page knows it after each batch, also if the next
     * one is damaged.
     */
    private long readBlocks(int block, int to, long fromOffset) throws IOException {
        int from = index.position(block);
        int length = to - from;
        byte[] array = buffer.array(length);
        int got = segment.source().read(ByteBuffer.wrap(array, 0, length), from);
        bytesRead += length;
        if (got < length) {
            throw new LostBytesException("the file ends within its data", from + (long) got, end.position());
        }
        long offset = fromOffset;
        int at = 0;
        while (at < length && !page.isFull()) {
            BatchHeader header = BatchHeader.read(array, at, length);
            if (header == null) {
                throw damaged(from + (long) at, "a batch is damaged", block, offset);
            }
            if (header.lastOffset() >= offset) {
                try {
                    offset = readBatch(array, at, header, offset);
                } catch (IndexOutOfBoundsException nonsense) {
                    throw damaged(from + (long) at, LogException.senseless(nonsense), block, offset);
                }
                page.goOnAt(offset);
            }
            at += header.length();
        }
        return offset;
    }

    private LogException damaged(long position, String what, int block, long offset) {
        int next = blockFrom(block, position + 1);
        return damaged(position, what, next - 1, next, offset);
    }

    /** What cannot be read begins at an offset, or with a block that is behind it, and ends where another block begins. */
    private LogException damaged(long position, @Nullable String what, int block, int next, long offset) {
        String file = segment.source().name();
        long goOnAt = isReadable(next) ? index.firstOffset(next) : end.offset();
        return LogException.corrupt(file, position, String.valueOf(what))
                .of(new Damage(file, Math.max(offset, index.firstOffset(block)), goOnAt));
    }

    /** The first block behind one that begins at a position or behind it; maybe none that is readable. */
    private int blockFrom(int block, long position) {
        int next = block + 1;
        while (isReadable(next) && index.position(next) < position) {
            next++;
        }
        return next;
    }

    /** Throws {@link IndexOutOfBoundsException} if it makes no sense, though its checksum is right. */
    private long readBatch(byte[] array, int at, BatchHeader header, long fromOffset) {
        BatchDecoder decoder = buffer.decoder;
        decoder.open(array, at, header);
        int topics = 0;
        while (decoder.next()) {
            int topic = decoder.topicNumber();
            byte[] wanted = buffer.wanted(topic);
            if (topic > topics) {
                topics = topic;
                wanted[topic] = 0;
            }
            if (decoder.offset() < fromOffset || !page.wants(decoder.kind(), decoder.timestampMillis())) {
                continue;
            }
            if (wanted[topic] == 0) {
                wanted[topic] = (byte) (page.wantsTopic(decoder.topic()) ? 1 : 2);
            }
            if (wanted[topic] == 1 && !page.add(decoder.offset(), decoder.record())) {
                return decoder.offset();
            }
        }
        return header.lastOffset() + 1;
    }
}
