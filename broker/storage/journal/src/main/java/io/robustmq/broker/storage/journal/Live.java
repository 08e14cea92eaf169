package io.robustmq.broker.storage.journal;

import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of a shard that came over its group's tail and that somebody who follows the shard has not taken yet: usually none for longer
 * than a step takes. What does not fit is read from the servers again. Thread-safe.
 */
final class Live {
    private static final int PAGE_RECORDS = 1_000;

    /** What the objects of a record take beside its bytes, about. */
    private static final int RECORD_OVERHEAD = 256;

    private final long maxBytes;
    private final ArrayDeque<Stretch> stretches = new ArrayDeque<>();
    private long bytes;

    /** All records from here up to {@link #end} are here. */
    private long start;

    private long end;

    /** @param records in their order, of offsets from that of the stretch before on, and below {@code next} */
    private record Stretch(List<StoredRecord> records, long next, long bytes) {}

    /** @param from where the tail begins */
    Live(long maxBytes, long from) {
        this.maxBytes = maxBytes;
        this.start = from;
        this.end = from;
    }

    /**
     * Records that follow those before; the tail goes on at {@code next}.
     *
     * @param taken who follows has all below this; beyond the end if nobody follows
     */
    synchronized void add(List<StoredRecord> more, long next, long taken) {
        if (next > end) {
            List<StoredRecord> fresh = from(more, end);
            long size = 0;
            for (StoredRecord record : fresh) {
                size += record.record().sizeBytes() + RECORD_OVERHEAD;
            }
            stretches.add(new Stretch(fresh, next, size));
            bytes += size;
            end = next;
        }
        while (!stretches.isEmpty() && (stretches.getFirst().next() <= taken || bytes > maxBytes)) {
            Stretch oldest = stretches.removeFirst();
            bytes -= oldest.bytes();
            start = oldest.next();
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
        List<StoredRecord> page = new ArrayList<>();
        for (Stretch stretch : stretches) {
            if (stretch.next() <= offset) {
                continue;
            }
            for (StoredRecord record : from(stretch.records(), offset)) {
                if (page.size() >= PAGE_RECORDS) {
                    return new RecordPage(page, record.offset(), false);
                }
                page.add(record);
            }
        }
        return new RecordPage(page, end, true);
    }

    /** Those that are not below an offset. */
    private static List<StoredRecord> from(List<StoredRecord> records, long offset) {
        int first = 0;
        while (first < records.size() && records.get(first).offset() < offset) {
            first++;
        }
        return first == 0 ? records : records.subList(first, records.size());
    }
}
