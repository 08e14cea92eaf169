package io.robustmq.broker.core.settings;

/**
 * When the node as a whole is full.
 *
 * @param queueBytes bytes in all session queues and send buffers; at nine tenths of it clients without a session
 *     are refused (0x97) and publishers are read slowly, beyond it messages for queues are dropped
 * @param routeBytes bytes of what is remembered of topics: their names, and who gets their messages; beyond it the topics that
 *     were not published to for longest are forgotten, and found again when they are
 * @param heapPercent used heap of which the same is true (1..100); 100 switches it off
 */
public record MemoryLimits(long queueBytes, long routeBytes, int heapPercent) {
    private static final int TIGHT_TENTHS = 9;
    private static final int TENTHS = 10;
    private static final int WHOLE_HEAP = 100;

    /** Waiting bytes from which clients are refused and publishers slowed. */
    public long tightQueueBytes() {
        return queueBytes / TENTHS * TIGHT_TENTHS;
    }

    /** Whether the heap is looked at. */
    public boolean limitsHeap() {
        return heapPercent < WHOLE_HEAP;
    }

    /** Used heap, in percent, from which clients are refused and publishers slowed. */
    public int tightHeapPercent() {
        return limitsHeap() ? Math.ceilDiv(heapPercent * TIGHT_TENTHS, TENTHS) : WHOLE_HEAP;
    }
}
