package io.robustmq.broker.core.port;

/** How full the process is; asked ten times a second, by one lane. */
public interface MemoryGauge {

    /** Used heap, 0..100. */
    int heapPercent();

    /** Bytes outside the heap that wait for clients' sockets, about; 0 where nobody knows. */
    default long sendBufferBytes() {
        return 0;
    }
}
