package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.format.BatchHeader;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The batches that were appended last, as they lie in the file, up to a number of bytes: who follows the end reads them without
 * touching a file. As bytes, since objects that live as long as this are copied by the garbage collector record by record.
 * The committer adds; any thread reads.
 */
final class TailCache {
    private final long maxBytes;
    private final ConcurrentSkipListMap<Long, Run> runs = new ConcurrentSkipListMap<>();
    private long bytes;

    /**
     * Records next to each other.
     *
     * @param batch the header and the body, nothing else
     */
    record Run(BatchHeader header, byte[] batch) {

        long nextOffset() {
            return header.lastOffset() + 1;
        }
    }

    TailCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether it keeps anything at all. */
    boolean isOff() {
        return maxBytes == 0;
    }

    void add(Run run) {
        runs.put(run.header().baseOffset(), run);
        bytes += run.batch().length;
        while (bytes > maxBytes) {
            Map.Entry<Long, Run> oldest = runs.pollFirstEntry();
            if (oldest == null) {
                return;
            }
            bytes -= oldest.getValue().batch().length;
        }
    }

    /** The run that has an offset; null if it is kept no more, or not yet. */
    @Nullable
    Run at(long offset) {
        Map.Entry<Long, Run> entry = runs.floorEntry(offset);
        return entry != null && offset < entry.getValue().nextOffset() ? entry.getValue() : null;
    }
}
