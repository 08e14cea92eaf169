package io.robustmq.broker.server.lifecycle;

import io.robustmq.broker.core.port.MemoryGauge;
import java.util.function.LongSupplier;

/** The memory of this process: its heap, and the buffers that wait for sockets. Confined to the lane that asks. */
final class ProcessMemory implements MemoryGauge {
    private final HeapGauge heap;
    private final LongSupplier buffers;

    /** @param buffers tells the bytes that wait for sockets */
    ProcessMemory(HeapGauge heap, LongSupplier buffers) {
        this.heap = heap;
        this.buffers = buffers;
    }

    @Override
    public int heapPercent() {
        return heap.getAsInt();
    }

    @Override
    public long sendBufferBytes() {
        return buffers.getAsLong();
    }
}
