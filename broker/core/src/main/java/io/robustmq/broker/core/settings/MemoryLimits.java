package io.robustmq.broker.core.settings;

/**
 * When the node as a whole is full.
 *
 * @param queueBytes bytes in all session queues and send buffers; at nine tenths of it clients without a session
 *     are refused (0x97) and publishers are read slowly, beyond it messages for queues are dropped
 * @param heapPercent used heap after which the same happens (1..100); 100 switches it off
 */
public record MemoryLimits(long queueBytes, int heapPercent) {}
