package io.robustmq.journal.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** How records are kept. */
public interface SegmentsConfig {

    /** What an acknowledgement means: on the disks of a majority ({@code quorum-fsync}), or in the memory of a majority ({@code quorum}). The same at each server. */
    @WithDefault("quorum-fsync")
    Durability durability();

    /** A segment is ended before it gets larger. Old records are let go a segment at a time. */
    @WithDefault("256MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "64KiB", max = "1GiB")
    long segmentBytes();

    /** How much may wait in a group to be replicated; more is refused. */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "4GiB")
    long waitingBytes();

    /**
     * With less free on the disk than this nothing more is taken where this server leads. With less than half of it, the server stops
     * taking part in its groups, and begins again by itself when there is as much as this. 0: it is filled to the end, and the process ends
     * then with code 70, to be started again when there is room.
     */
    @WithDefault("256MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "1024GiB")
    long leastFreeBytes();

    /** What an acknowledgement means. */
    enum Durability {
        QUORUM_FSYNC,
        QUORUM
    }
}
