package io.robustmq.broker.storage.journal;

import io.robustmq.journal.api.v1.ShardEdges;
import java.util.concurrent.atomic.AtomicLong;

/** Where a shard's log begins and ends, as far as answers have told. Both only grow. Thread-safe. */
final class Edges {
    private final AtomicLong start = new AtomicLong();
    private final AtomicLong next = new AtomicLong();
    private volatile long bytes;

    void learn(ShardEdges edges) {
        start.accumulateAndGet(edges.getStartOffset(), Math::max);
        grown(edges.getNextOffset());
        bytes = edges.getSizeBytes();
    }

    void grown(long nextOffset) {
        next.accumulateAndGet(nextOffset, Math::max);
    }

    long start() {
        return Math.min(start.get(), next.get());
    }

    long next() {
        return next.get();
    }

    long bytes() {
        return bytes;
    }
}
