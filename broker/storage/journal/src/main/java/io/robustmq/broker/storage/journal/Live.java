package io.robustmq.broker.storage.journal;

import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.util.ArrayList;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The newest records of a shard, as they came over its group's tail, for who follows it. Thread-safe. */
final class Live {
    private static final int PAGE_RECORDS = 1_000;

    private final long maxBytes;
    private final TreeMap<Long, StoredRecord> records = new TreeMap<>();
    private long bytes;

    /** All records from here up to {@link #end} are here. */
    private long start;

    private long end;

    /** @param from where the tail begins */
    Live(long maxBytes, long from) {
        this.maxBytes = maxBytes;
        this.start = from;
        this.end = from;
    }

    /** Records that follow those before; the tail goes on at {@code next}. */
    synchronized void add(Iterable<StoredRecord> more, long next) {
        for (StoredRecord record : more) {
            if (record.offset() >= end) {
                records.put(record.offset(), record);
                bytes += record.record().sizeBytes();
            }
        }
        end = Math.max(end, next);
        while (bytes > maxBytes && records.size() > 1) {
            StoredRecord oldest = records.pollFirstEntry().getValue();
            bytes -= oldest.record().sizeBytes();
            start = oldest.offset() + 1;
        }
    }

    synchronized long end() {
        return end;
    }

    /** Records from an offset on, if all of them up to the end are here; else null. */
    synchronized @Nullable RecordPage from(long offset) {
        if (offset < start || offset >= end) {
            return null;
        }
        NavigableMap<Long, StoredRecord> wanted = records.tailMap(offset, true);
        ArrayList<StoredRecord> page = new ArrayList<>(Math.min(PAGE_RECORDS, wanted.size()));
        for (StoredRecord record : wanted.values()) {
            if (page.size() >= PAGE_RECORDS) {
                return new RecordPage(page, record.offset(), false);
            }
            page.add(record);
        }
        return new RecordPage(page, end, true);
    }
}
