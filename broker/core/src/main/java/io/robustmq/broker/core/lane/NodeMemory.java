package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.settings.MemoryLimits;

/**
 * Whether the node has memory left for messages that wait. Set by one lane on its ticks, read by all; the answer may be a tick
 * old, so a little more than the limit can be taken.
 */
public final class NodeMemory {
    /** All inboxes together get this part of the memory for queues. */
    private static final int INBOX_SHARE = 4;

    private final MemoryLimits limits;
    private volatile boolean tight;
    private volatile boolean full;

    public NodeMemory(MemoryLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes new readings.
     *
     * @param waitingBytes bytes of all queues and send buffers
     * @param heapPercent used heap, 0..100
     */
    public void update(long waitingBytes, int heapPercent) {
        boolean heapTight = limits.limitsHeap() && heapPercent >= limits.tightHeapPercent();
        boolean heapFull = limits.limitsHeap() && heapPercent >= limits.heapPercent();
        tight = heapTight || waitingBytes >= limits.tightQueueBytes();
        full = heapFull || waitingBytes >= limits.queueBytes();
    }

    /** Bytes that may be on their way to one of so many lanes before publishers are slowed down. */
    long inboxLimit(int lanes) {
        return limits.queueBytes() / INBOX_SHARE / lanes;
    }

    /** Refuse new connections and slow publishers down. */
    public boolean isTight() {
        return tight;
    }

    /** Queue nothing more. */
    public boolean isFull() {
        return full;
    }
}
