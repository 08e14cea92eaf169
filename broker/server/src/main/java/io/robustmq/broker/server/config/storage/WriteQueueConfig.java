package io.robustmq.broker.server.config.storage;

import io.robustmq.config.Bounds;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** What adapters have in common that gather writes and commit them together. */
public interface WriteQueueConfig {

    /**
     * Writes that may wait for the medium (of each shard, where shards have queues of their own); one more is refused. An event
     * loop makes one write a shard and turn, so they are many only if the medium stands still.
     */
    @WithDefault("65536")
    @Bounds(min = "1", max = "10000000")
    int queueWrites();

    /**
     * Bytes that may wait for the medium, likewise; while as many do, a write is refused. Larger rides out longer pauses of the medium,
     * in the heap.
     */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1", max = "64GiB")
    long queueBytes();

    /**
     * Bytes that are committed together, about. All that waits goes with one commit up to here; larger helps only a medium on
     * which a commit is slow.
     */
    @WithDefault("4MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1", max = "1GiB")
    long groupBytes();
}
