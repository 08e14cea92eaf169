package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.index.SegmentIndex;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.journal.storage.segment.Segment;
import io.robustmq.journal.storage.segment.SegmentEnd;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Reads pages of a log: from memory what was appended last, else from the segments. Thread-safe, without locks. */
final class LogReader {
    private final Segments segments;
    private final TailCache cache;
    private final LogSettings settings;
    private final ScanBuffer.Pool buffers = new ScanBuffer.Pool();

    LogReader(Segments segments, TailCache cache, LogSettings settings) {
        this.segments = segments;
        this.cache = cache;
        this.settings = settings;
    }

    /** May read from disk. */
    RecordPage read(ReadQuery query) throws IOException {
        PageBuilder page = new PageBuilder(query);
        SegmentList list = segments.now();
        long end = list.endOffset();
        long offset = Math.max(query.fromOffset(), list.startOffset());
        long budget = settings.scanBytes();
        while (offset < end && !page.isFull() && budget > 0) {
            TailCache.Run run = cache.at(offset);
            if (run != null) {
                offset = readCached(page, run, offset, end);
                continue;
            }
            Segment segment = list.at(offset);
            if (segment == null || !segment.source().acquire()) {
                list = gone(list);
                offset = Math.max(offset, list.startOffset());
                continue;
            }
            try {
                long left = budget;
                budget -= readSegment(segment, page, offset, left);
                offset = page.nextOffset();
            } finally {
                segment.source().release();
            }
        }
        return page.done(offset, offset >= end);
    }

    /** Reads on in one segment, which the caller holds; the page knows where to go on. Returns how much was read, 1 or more. */
    private long readSegment(Segment segment, PageBuilder page, long offset, long maxBytes) throws IOException {
        ScanBuffer buffer = buffers.take();
        try {
            BitSet blocks = segment.index().blocksOf(page.query().topics(), settings.maxTopicsExamined());
            SegmentReading reading = new SegmentReading(segment, page, buffer);
            page.goOnAt(reading.read(offset, blocks, maxBytes));
            return Math.max(1, reading.bytesRead());
        } finally {
            buffers.giveBack(buffer);
        }
    }

    /** The first record of wanted kinds that is no older; -1 if there is none. Reads on until it is found. */
    long offsetAt(long timestampMillis, long kinds) throws IOException {
        SegmentList list = segments.now();
        PageBuilder page = new PageBuilder(new ReadQuery(0, TopicSelection.ALL, kinds, 1, 1), timestampMillis);
        long offset = list.startOffset();
        while (offset < list.endOffset() && !page.isFull()) {
            Segment segment = list.at(offset);
            if (segment == null || !segment.source().acquire()) {
                list = gone(list);
                offset = Math.max(offset, list.startOffset());
                continue;
            }
            try {
                offset = searchTime(segment, page, offset, timestampMillis);
            } finally {
                segment.source().release();
            }
        }
        return page.isFull() ? page.first().offset() : -1;
    }

    private long searchTime(Segment segment, PageBuilder page, long offset, long timestampMillis) throws IOException {
        SegmentEnd end = segment.end();
        if (end.maxTimestampMillis() < timestampMillis) {
            return end.offset();
        }
        SegmentIndex index = segment.index();
        int block = index.blockAtTime(timestampMillis);
        if (block < 0) {
            return end.offset();
        }
        readSegment(segment, page, Math.max(offset, index.firstOffset(block)), settings.scanBytes());
        return page.nextOffset();
    }

    /** The last record of a kind with a key; null if there is none. */
    @Nullable
    StoredRecord last(byte kind, byte[] key) throws IOException {
        SegmentList list = segments.now();
        int at = list.all().size() - 1;
        while (at >= 0) {
            Segment segment = list.all().get(at);
            if (!segment.source().acquire()) {
                list = gone(list);
                at = list.all().size() - 1;
                continue;
            }
            try {
                long offset = segment.index().lastOffset(kind, key);
                if (offset >= 0) {
                    PageBuilder page =
                            new PageBuilder(new ReadQuery(offset, TopicSelection.ALL, ReadQuery.kind(kind), 1, 1));
                    readSegment(segment, page, offset, settings.scanBytes());
                    return page.first();
                }
            } finally {
                segment.source().release();
            }
            at--;
        }
        return null;
    }

    /** The page if all of it is in memory; null if a file would have to be read. */
    @Nullable
    RecordPage readCached(ReadQuery query) {
        SegmentList list = segments.now();
        long end = list.endOffset();
        long offset = Math.max(query.fromOffset(), list.startOffset());
        PageBuilder page = new PageBuilder(query);
        while (offset < end && !page.isFull()) {
            TailCache.Run run = cache.at(offset);
            if (run == null) {
                return page.count() == 0 ? null : page.done(offset, false);
            }
            offset = readCached(page, run, offset, end);
        }
        return page.done(offset, offset >= end);
    }

    private static long readCached(PageBuilder page, TailCache.Run run, long fromOffset, long end) {
        LogRecord[] records = run.records();
        int stop = (int) (Math.min(end, run.nextOffset()) - run.firstOffset());
        for (int i = (int) (fromOffset - run.firstOffset()); i < stop; i++) {
            LogRecord record = records[i];
            if (page.wants(record.kind(), record.timestampMillis())
                    && page.wantsTopic(record.topic())
                    && !page.add(run.firstOffset() + i, record)) {
                return run.firstOffset() + i;
            }
        }
        return run.firstOffset() + stop;
    }

    /** A segment has gone since the list was taken; returns the list of now. */
    private SegmentList gone(SegmentList before) {
        SegmentList now = segments.now();
        if (now == before) {
            throw new LogException(LogException.Kind.CLOSED, "The log is closed");
        }
        return now;
    }
}
