package io.robustmq.broker.server.config.storage;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Storage on this machine's disk. */
public interface LocalStorageConfig extends WriteQueueConfig, TierConfig {

    /** When what was written is brought to the disk itself. */
    enum Fsync {
        /** Before it is acknowledged; what waits meanwhile goes with the next. */
        ALWAYS,
        /** Some time later. */
        INTERVAL,
        /** When the operating system sees fit. */
        NONE
    }

    /** What messages on the disk are compressed with. */
    enum Compression {
        NONE,
        LZ4,
        ZSTD
    }

    /**
     * When what was written is brought to the disk itself. {@code always}: before it is acknowledged, {@code durability} is
     * {@code local-fsync}. {@code interval}, {@code none}: afterwards, {@code durability} is {@code none}: a killed broker
     * loses nothing, a machine that loses power loses what was acknowledged last. For disks too slow for what must not be
     * lost anyway.
     */
    @WithDefault("always")
    Fsync fsync();

    /** With {@code fsync = "interval"}: how long after a write the disk has it at the latest. */
    @WithDefault("1s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1ms", max = "1h")
    Duration fsyncInterval();

    /**
     * How large a file of a log becomes, and so how much of it goes at once when nobody needs it any more, or its limits are
     * reached. Smaller gives room back sooner, larger means fewer files.
     */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "64KiB", max = "1GiB")
    long segmentBytes();

    /** How old a file of a log becomes before the next is begun, so that messages of a quiet broker go in time, too. */
    @WithDefault("1d")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "365d")
    Duration segmentTime();

    /** What messages are compressed with. Turn it on where the disk is smaller or slower than the processor. */
    @WithDefault("none")
    Compression compression();

    /**
     * After so many bytes the state of sessions is written as a whole, so a start after a crash reads about that much again at
     * most. It may take four times this outside the heap.
     */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "64KiB", max = "4GiB")
    long stateFlushBytes();

    /** And so long after a change at the latest. */
    @WithDefault("1m")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "24h")
    Duration stateFlushTime();

    /** Memory for what is read of the state, outside the heap. It is read when the broker starts, and little later on. */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "1024GiB")
    long stateCacheBytes();

    /** Memory for the indexes of older files, in the heap. Raise it where many clients come back after long absences. */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "1024GiB")
    long indexCacheBytes();

    /** How many reads go on at once. Raise it for a disk that is fast only with many. */
    @WithDefault("2")
    @Bounds(min = "1", max = "64")
    int readThreads();

    /**
     * Whether sessions go on behind what is damaged or lost of a log, or of its tier, without what cannot be read; each such
     * stretch is logged, and counted in {@code robustmq_storage_passed_over_total}. Else they wait there. Turn it on to go on
     * after damage that cannot be repaired, and off again afterwards.
     */
    @WithDefault("false")
    boolean skipDamaged();

    /** Reads that may wait; one more is tried again by its session a moment later. */
    @WithDefault("65536")
    @Bounds(min = "1", max = "10000000")
    int queueReads();
}
