package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.util.ArrayList;
import java.util.List;

/** Gathers the records of a page until a request's limits are reached. For one thread. */
public final class PageBuilder {
    private final ReadRequest request;
    private final List<StoredRecord> records = new ArrayList<>();
    private long bytes;

    public PageBuilder(ReadRequest request) {
        this.request = request;
    }

    /** Adds a record, unless the page is full: then false. */
    public boolean add(long offset, LogRecord record) {
        int size = record.sizeBytes();
        if (!records.isEmpty() && (records.size() >= request.maxRecords() || bytes + size > request.maxBytes())) {
            return false;
        }
        records.add(new StoredRecord(offset, record));
        bytes += size;
        return true;
    }

    public boolean isEmpty() {
        return records.isEmpty();
    }

    public RecordPage build(long nextOffset, boolean atEnd) {
        return new RecordPage(records, nextOffset, atEnd);
    }
}
