package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.Damage;
import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.LostBytesException;
import io.robustmq.journal.storage.index.DamagedIndexException;
import io.robustmq.journal.storage.index.SegmentIndex;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.journal.storage.segment.Segment;
import io.robustmq.journal.storage.segment.SegmentEnd;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads pages of a log from its segments. Thread-safe, without locks. */
final class LogReader {
    /** What a look into a segment counts at least, in bytes read. */
    private static final long SEGMENT_COST = 64 << 10;

    private final Segments segments;
    private final LogSettings settings;
    private final Plans plans;
    private final ScanBuffer.Pool buffers = new ScanBuffer.Pool();

    LogReader(Segments segments, LogSettings settings) {
        this.segments = segments;
        this.settings = settings;
        this.plans = new Plans(settings.maxTopicsExamined());
    }

    /** May read from disk. What lies before a damaged place is handed out; a read that finds nothing before it fails. */
    RecordPage read(ReadQuery query) throws IOException {
        PageBuilder page = new PageBuilder(query);
        SegmentList list = segments.now();
        long end = list.endOffset();
        page.goOnAt(Math.max(query.fromOffset(), list.startOffset()));
        long budget = settings.scanBytes();
        while (page.nextOffset() < end && !page.isFull() && budget > 0) {
            long left = budget;
            try {
                list = within(list, page, segment -> readSegment(segment, page, page.nextOffset(), left));
            } catch (LogException fault) {
                if (fault.kind() != LogException.Kind.CORRUPT || page.count() == 0) {
                    throw fault;
                }
                return page.done(page.nextOffset(), false);
            }
            budget -= Math.max(SEGMENT_COST, page.takeBytesRead());
        }
        return page.done(page.nextOffset(), page.nextOffset() >= end);
    }

    /** What is done in one segment. */
    private interface Step {
        void run(Segment segment) throws IOException;
    }

    /**
     * Does a step in the segment where the page goes on, holding it. Where that has gone meanwhile, nothing is done but to look
     * up what there is now; the page then goes on at the start at least. Returns the list to go on with.
     */
    private SegmentList within(SegmentList list, PageBuilder page, Step step) throws IOException {
        Segment segment = list.at(page.nextOffset());
        if (segment != null && segment.source().acquire()) {
            try {
                step.run(segment);
                return list;
            } catch (IOException failed) {
                if (segments.now().all().contains(segment)) {
                    throw failed;
                }
            } finally {
                segment.source().release();
            }
        }
        SegmentList now = segments.now();
        if (now == list) {
            throw new LogException(LogException.Kind.CLOSED, "The log is closed");
        }
        page.goOnAt(Math.max(page.nextOffset(), now.startOffset()));
        return now;
    }

    /** Reads on in one segment, which the caller holds; the page knows where to go on. */
    private void readSegment(Segment segment, PageBuilder page, long offset, long maxBytes) throws IOException {
        SegmentEnd end = segment.end();
        SegmentIndex index = index(segment, offset);
        Plan plan;
        try {
            plan = plans.plan(index, page.query().topics());
        } catch (DamagedIndexException damaged) {
            index = indexMadeAnew(segment, offset);
            plan = plans.plan(index, page.query().topics());
        }
        ScanBuffer buffer = buffers.take();
        try {
            SegmentReading reading = new SegmentReading(segment, end, index, page, buffer);
            page.goOnAt(reading.read(offset, plan, maxBytes));
            page.addBytesRead(reading.bytesRead());
        } finally {
            buffers.giveBack(buffer);
        }
    }

    /** Without it nothing of the segment can be found. */
    private static SegmentIndex index(Segment segment, long offset) throws IOException {
        try {
            return segment.index();
        } catch (LostBytesException lost) {
            throw allDamaged(
                    segment, offset, LogException.corrupt(segment.source().name(), lost.from(), said(lost)));
        } catch (LogException fault) {
            throw allDamaged(segment, offset, fault);
        }
    }

    private static SegmentIndex indexMadeAnew(Segment segment, long offset) throws IOException {
        try {
            segment.remakeIndex();
        } catch (LostBytesException lost) {
            throw allDamaged(
                    segment, offset, LogException.corrupt(segment.source().name(), lost.from(), said(lost)));
        } catch (LogException fault) {
            throw allDamaged(segment, offset, fault);
        }
        return index(segment, offset);
    }

    private static String said(LostBytesException lost) {
        return String.valueOf(lost.getMessage());
    }

    private static LogException allDamaged(Segment segment, long offset, LogException fault) {
        return fault.kind() == LogException.Kind.CORRUPT
                ? fault.of(new Damage(
                        segment.source().name(),
                        Math.max(offset, segment.baseOffset()),
                        segment.end().offset()))
                : fault;
    }

    /** The first record of wanted kinds that is no older; -1 if there is none. Reads on until it is found. */
    long offsetAt(long timestampMillis, long kinds) throws IOException {
        SegmentList list = segments.now();
        PageBuilder page = new PageBuilder(new ReadQuery(0, TopicSelection.ALL, kinds, 1, 1), timestampMillis);
        page.goOnAt(list.startOffset());
        while (page.nextOffset() < list.endOffset() && !page.isFull()) {
            list = within(list, page, segment -> searchTime(segment, page, timestampMillis));
        }
        return page.isFull() ? page.first().offset() : -1;
    }

    private void searchTime(Segment segment, PageBuilder page, long timestampMillis) throws IOException {
        SegmentEnd end = segment.end();
        SegmentIndex index = index(segment, page.nextOffset());
        int block = end.maxTimestampMillis() < timestampMillis ? -1 : index.blockAtTime(timestampMillis);
        if (block < 0) {
            page.goOnAt(end.offset());
            return;
        }
        long offset = Math.max(page.nextOffset(), index.firstOffset(block));
        readSegment(segment, page, offset, settings.scanBytes());
    }

    /** The last record of a kind with a key; null if there is none. */
    @Nullable
    StoredRecord last(byte kind, byte[] key) throws IOException {
        SegmentList list = segments.now();
        PageBuilder page = new PageBuilder(new ReadQuery(0, TopicSelection.ALL, ReadQuery.kind(kind), 1, 1));
        long before = list.endOffset();
        page.goOnAt(Math.max(0, before - 1));
        while (page.count() == 0 && before > list.startOffset()) {
            SegmentList searched = within(list, page, segment -> searchKey(segment, page, kind, key));
            if (searched != list) {
                list = searched; // from the end again: what was searched may have been replaced
                before = list.endOffset();
            } else {
                before = page.count() > 0 ? before : list.baseOffsetAt(before - 1);
            }
            page.goOnAt(Math.max(0, before - 1));
        }
        return page.count() > 0 ? page.first() : null;
    }

    private void searchKey(Segment segment, PageBuilder page, byte kind, byte[] key) throws IOException {
        long offset = lastOffset(segment, kind, key);
        if (offset >= 0) {
            readSegment(segment, page, offset, settings.scanBytes());
        }
    }

    private static long lastOffset(Segment segment, byte kind, byte[] key) throws IOException {
        try {
            return segment.index().lastOffset(kind, key);
        } catch (DamagedIndexException damaged) {
            segment.remakeIndex();
            return segment.index().lastOffset(kind, key);
        }
    }
}
