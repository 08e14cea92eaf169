package io.robustmq.placement.server.config;

import io.robustmq.config.Bounds;
import io.smallrye.config.WithDefault;

/** Following the state. */
public interface WatchConfig {

    /**
     * Revisions kept in memory: a watch that is behind by fewer can be resumed. One that takes nothing ends at half of that. Fewer are
     * kept where they have more than 64 MiB.
     */
    @WithDefault("20000")
    @Bounds(min = "100", max = "10000000")
    int history();

    /** Watches at once, at one member. */
    @WithDefault("10000")
    @Bounds(min = "1", max = "1000000")
    int maximum();
}
