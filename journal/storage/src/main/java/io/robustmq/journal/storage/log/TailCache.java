package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.record.LogRecord;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The records that were appended last, as they came, up to a number of bytes: who follows the end reads them without touching
 * a file. The committer adds; any thread reads.
 */
final class TailCache {
    private final long maxBytes;
    private final ConcurrentSkipListMap<Long, Run> runs = new ConcurrentSkipListMap<>();
    private long bytes;

    /**
     * Records next to each other.
     *
     * @param bytes about how many they take
     */
    record Run(long firstOffset, LogRecord[] records, long bytes) {

        long nextOffset() {
            return firstOffset + records.length;
        }
    }

    TailCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(Run run) {
        if (maxBytes == 0) {
            return;
        }
        runs.put(run.firstOffset(), run);
        bytes += run.bytes();
        while (bytes > maxBytes) {
            Map.Entry<Long, Run> oldest = runs.pollFirstEntry();
            if (oldest == null) {
                return;
            }
            bytes -= oldest.getValue().bytes();
        }
    }

    /** The run that has an offset; null if it is kept no more, or not yet. */
    @Nullable
    Run at(long offset) {
        Map.Entry<Long, Run> entry = runs.floorEntry(offset);
        return entry != null && offset < entry.getValue().nextOffset() ? entry.getValue() : null;
    }
}
