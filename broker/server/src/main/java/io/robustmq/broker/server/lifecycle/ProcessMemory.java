package io.robustmq.broker.server.lifecycle;

import io.netty.buffer.PooledByteBufAllocator;
import io.robustmq.broker.core.port.MemoryGauge;

/** The memory of this process: its heap, and the buffers that wait for sockets. Confined to the lane that asks. */
final class ProcessMemory implements MemoryGauge {
    private final HeapGauge heap;

    ProcessMemory(HeapGauge heap) {
        this.heap = heap;
    }

    @Override
    public int heapPercent() {
        return heap.getAsInt();
    }

    @Override
    public long sendBufferBytes() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }
}
