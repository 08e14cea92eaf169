package io.robustmq.journal.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How entries are replicated. */
public interface RaftConfig {

    /**
     * A server that hears nothing of a group's leader for so long, or up to a third longer, stands for election. Longer than the disk's and
     * the network's worst pauses; shorter means faster fail-over.
     */
    @WithDefault("1s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "60s")
    Duration electionTimeout();

    /** How long a read of the state may take before its caller is told that it did not get through. */
    @WithDefault("5s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "500ms", max = "60s")
    Duration requestTimeout();

    /** A checkpoint is taken after so many entries, which are what a server applies again when it starts. */
    @WithDefault("50000")
    @Bounds(min = "100", max = "100000000")
    long snapshotEntries();
}
