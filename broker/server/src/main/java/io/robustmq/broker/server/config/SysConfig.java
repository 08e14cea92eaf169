package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The broker's own statistics under {@code $SYS/brokers}. */
public interface SysConfig {

    /** How often the statistics are published. 0 publishes none. */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "1d")
    Duration interval();
}
