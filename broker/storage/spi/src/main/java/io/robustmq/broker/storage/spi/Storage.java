package io.robustmq.broker.storage.spi;

import java.util.List;

/**
 * One broker's storage on one medium, opened by its {@link StorageProvider}. Thread-safe.
 *
 * <p>How many shards there are is settled when the data is first written and never changes for it.
 */
public interface Storage extends AutoCloseable {

    /** What a completed write means. */
    Durability durability();

    /**
     * Whether other brokers have the same shards and write to them, too. Then offsets between this broker's records are others',
     * what others have written is known from {@link Shard#tail} or a read, and {@link Shard#nextOffset} may be behind.
     */
    default boolean isShared() {
        return false;
    }

    /** How many shards, 1 or more. */
    int shards();

    /**
     * Always the same object for an index.
     *
     * @param index 0 to {@link #shards} - 1
     * @throws IndexOutOfBoundsException if there is no such shard
     */
    Shard shard(int index);

    /** Whether the medium answers; for health. Short, in plain words, empty if all is well. For any thread; must not block. */
    String trouble();

    /** What whoever runs the broker should know of how its data was found: a line each, in plain words; empty if all was in order. */
    default List<String> notices() {
        return List.of();
    }

    /** Tells what happens from now on, and whether its tier is away. */
    default void report(StorageEvents to) {}

    /** What has become of its tier, if it moves old records elsewhere. For any thread; does not block. */
    default TierFigures tier() {
        return TierFigures.NONE;
    }

    /** Completes what was accepted, then lets go of the medium. Blocks; not for an event loop. A second time does nothing. */
    @Override
    void close();
}
