package io.robustmq.placement.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the log is replicated. */
public interface RaftConfig {

    /**
     * A member that hears nothing of a leader for so long, or up to a third longer, stands for election. Longer than the disk's and the
     * network's worst pauses; shorter means faster fail-over.
     */
    @WithDefault("700ms")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "60s")
    Duration electionTimeout();

    /** How long a command or a linearizable read may take before its caller is told that it did not get through. */
    @WithDefault("5s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "500ms", max = "60s")
    Duration requestTimeout();

    /** A snapshot is taken after so many entries of the log, which are what a member replays when it starts; sooner, where they are large ({@code snapshot_bytes}). */
    @WithDefault("50000")
    @Bounds(min = "100", max = "100000000")
    long snapshotEntries();

    /**
     * A snapshot is taken after so many bytes of the log, if that is before {@code snapshot_entries}. The log takes as much room on the disk as this and
     * {@code retained_bytes} together, and a quarter of this more while its files change.
     */
    @WithDefault("256MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "1024GiB")
    long snapshotBytes();

    /** Entries before a snapshot that are kept, at most: a member that was away for fewer needs no snapshot. */
    @WithDefault("10000")
    @Bounds(min = "0", max = "100000000")
    long retainedEntries();

    /** How many bytes the entries that are kept before a snapshot may have: fewer are kept if they have more. */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "1024GiB")
    long retainedBytes();

    /**
     * How much may wait at the leader to be decided, in bytes: as much heap as that. With more waiting, or 10,000 commands, others are refused with
     * {@code OVERLOADED}; nothing is done then, and clients send them again a little later.
     */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "8MiB", max = "64GiB")
    long waitingBytes();
}
