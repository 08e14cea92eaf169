package io.robustmq.broker.storage.memory;

import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shards in the heap, and one thread that serves their tails and applies their limits. */
final class MemoryStorage implements Storage {
    private static final long LIMITS_EVERY_MILLIS = 1_000;

    private final List<MemoryShard> shards = new ArrayList<>();
    private final MemoryBudget budget;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("storage-memory").factory());

    MemoryStorage(int count, MemoryBudget budget) {
        this.budget = budget;
        for (int i = 0; i < count; i++) {
            shards.add(new MemoryShard(budget, thread));
        }
        thread.scheduleWithFixedDelay(
                () -> shards.forEach(MemoryShard::applyLimits),
                LIMITS_EVERY_MILLIS,
                LIMITS_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public Durability durability() {
        return Durability.NONE;
    }

    @Override
    public int shards() {
        return shards.size();
    }

    @Override
    public Shard shard(int index) {
        return shards.get(index);
    }

    @Override
    public String trouble() {
        return budget.usedBytes() >= budget.maxBytes()
                ? "the memory for storage is full: raise storage.memory.max_bytes or keep less"
                : "";
    }

    @Override
    public void close() {
        shards.forEach(MemoryShard::close);
        thread.close();
    }
}
