package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page while it is read. Confined to one thread. */
final class PageBuilder {
    private final ReadQuery query;
    private final long fromMillis;
    private final boolean allTopics;
    private final List<StoredRecord> records = new ArrayList<>();
    private long bytes;
    private boolean refused;
    private long nextOffset;
    private long bytesRead;

    /** The topic that was asked about last, and the answer. */
    private byte @Nullable [] lastTopic;

    private boolean lastWanted;

    PageBuilder(ReadQuery query) {
        this(query, Long.MIN_VALUE);
    }

    /** @param fromMillis older records are not wanted */
    PageBuilder(ReadQuery query, long fromMillis) {
        this.query = query;
        this.fromMillis = fromMillis;
        this.allTopics = query.topics() == TopicSelection.ALL;
    }

    ReadQuery query() {
        return query;
    }

    /** Whether a record of this kind and time is wanted, if its topic is. */
    boolean wants(byte kind, long timestampMillis) {
        return query.wantsKind(kind) && timestampMillis >= fromMillis;
    }

    /** Answers at once for the very array it was asked about last. */
    boolean wantsTopic(byte[] topic) {
        if (allTopics) {
            return true;
        }
        if (topic != lastTopic) {
            lastTopic = topic;
            lastWanted = query.topics().wants(topic);
        }
        return lastWanted;
    }

    /** Takes a record in; false if the page has no room for it. */
    boolean add(long offset, LogRecord record) {
        long size = record.sizeBytes();
        if (isFull() || (!records.isEmpty() && bytes + size > query.maxBytes())) {
            refused = true;
            return false;
        }
        bytes += size;
        records.add(new StoredRecord(offset, record));
        return true;
    }

    boolean isFull() {
        return refused || records.size() == query.maxRecords() || (!records.isEmpty() && bytes >= query.maxBytes());
    }

    /** Everything wanted below an offset has been taken in. */
    void goOnAt(long offset) {
        nextOffset = offset;
    }

    long nextOffset() {
        return nextOffset;
    }

    void addBytesRead(long count) {
        bytesRead += count;
    }

    /** How many bytes were read from disk since this was asked last. */
    long takeBytesRead() {
        long count = bytesRead;
        bytesRead = 0;
        return count;
    }

    StoredRecord first() {
        return records.getFirst();
    }

    int count() {
        return records.size();
    }

    RecordPage done(long nextOffset, boolean atEnd) {
        return new RecordPage(records, nextOffset, atEnd);
    }
}
