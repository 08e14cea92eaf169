package io.robustmq.broker.server.config.storage;

import io.robustmq.config.Bounds;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** Storage in a RocksDB database. */
public interface RocksDbStorageConfig extends WriteQueueConfig {

    /**
     * How much of a log goes at once when nobody needs it any more, or its limits are reached; at most 65,536 messages too.
     * Smaller gives room back sooner, larger means fewer deletions.
     */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "64KiB", max = "16GiB")
    long stretchBytes();

    /**
     * Memory for what is read, outside the heap. Raise it where many clients come back after long absences and the disk is
     * slow.
     */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "1024GiB")
    long cacheBytes();

    /**
     * Memory for what is written, outside the heap: so much for messages and so much for sessions, until it becomes a file.
     * Larger means fewer and larger files, and a longer start after a crash.
     */
    @WithDefault("32MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "4GiB")
    long writeBufferBytes();

    /** How many reads go on at once. Raise it for a disk that is fast only with many. */
    @WithDefault("2")
    @Bounds(min = "1", max = "64")
    int readThreads();

    /** Reads that may wait; one more is tried again by its session a moment later. */
    @WithDefault("65536")
    @Bounds(min = "1", max = "10000000")
    int queueReads();
}
