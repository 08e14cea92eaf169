package io.robustmq.broker.server.lifecycle;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * Reads how full the heap is with what a collection has left over. What was allocated since does not count: a healthy
 * collector lets it fill most of the heap before it looks. Before the first collection of the lasting pools there is
 * room, so the answer is 0.
 */
final class HeapPools {

    private static final int PERCENT = 100;

    private final List<MemoryPoolMXBean> lasting = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
            .toList();

    /** The fullest pool that objects stay in, 0..100. */
    int percent() {
        return lasting.stream().mapToInt(HeapPools::percent).max().orElse(0);
    }

    private static int percent(MemoryPoolMXBean pool) {
        MemoryUsage now = pool.getUsage();
        MemoryUsage left = pool.getCollectionUsage();
        if (left == null) {
            return 0;
        }
        long maximum = now.getMax() > 0 ? now.getMax() : Runtime.getRuntime().maxMemory();
        return (int) (Math.min(now.getUsed(), left.getUsed()) * PERCENT / maximum);
    }
}
