package io.robustmq.journal.storage.segment;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the indexes of sealed segments in memory while they are used, up to a number of bytes: when there are more, those go
 * that were not used since they were looked at last. The lock is taken when one is loaded, not when it is used.
 */
public final class IndexCache {
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long bytes;

    /** What holds an index in memory. */
    interface Holder {
        /** Whether it was used since this was asked last. */
        boolean wasUsed();

        void letGo();
    }

    private record Entry(Holder holder, long weight) {}

    public IndexCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An index has been loaded. It may be let go of at once. */
    void loaded(Holder holder, long weight) {
        lock.lock();
        try {
            entries.add(new Entry(holder, weight));
            bytes += weight;
            for (int looks = 2 * entries.size(); bytes > maxBytes && looks > 0; looks--) {
                Entry oldest = entries.remove();
                if (looks > entries.size() && oldest.holder.wasUsed()) {
                    entries.add(oldest);
                } else {
                    bytes -= oldest.weight;
                    oldest.holder.letGo();
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
