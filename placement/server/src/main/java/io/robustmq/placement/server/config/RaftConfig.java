package io.robustmq.placement.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the log is replicated. */
public interface RaftConfig {

    /**
     * A member that hears nothing of a leader for so long, or up to twice as long, stands for election. Longer than the disk's and the
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

    /** A snapshot is taken after so many entries of the log, which are what a member replays when it starts. */
    @WithDefault("50000")
    @Bounds(min = "100", max = "100000000")
    long snapshotEntries();

    /** Entries before a snapshot that are kept: a member that was away for fewer needs no snapshot. */
    @WithDefault("10000")
    @Bounds(min = "0", max = "100000000")
    long retainedEntries();
}
