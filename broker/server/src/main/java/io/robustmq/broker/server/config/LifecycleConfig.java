package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the broker judges its own health, and how it stops. */
public interface LifecycleConfig {

    /**
     * Time from readiness going off to the listeners closing, on a stop: as long as a load balancer needs to notice.
     * 0 closes at once.
     */
    @WithDefault("0s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "10m")
    Duration stopDelay();

    /**
     * Longest time a stop spends on telling clients (0x8B in 5.0), publishing wills and sending what waits; then what is
     * left is cut. Keep it below the orchestrator's grace period.
     */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "10m")
    Duration stopTimeout();

    /** How long an event loop may be silent before the liveness check says down. Long pauses of the collector must fit in. */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "10m")
    Duration eventLoopTimeout();
}
