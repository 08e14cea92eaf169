package io.robustmq.broker.storage.memory;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all shards of a storage may take together. Thread-safe. */
final class MemoryBudget {
    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    MemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes bytes if they are there; taking less than nothing always goes. */
    boolean take(long bytes) {
        if (used.addAndGet(bytes) > maxBytes && bytes > 0) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    long usedBytes() {
        return used.get();
    }

    long maxBytes() {
        return maxBytes;
    }
}
