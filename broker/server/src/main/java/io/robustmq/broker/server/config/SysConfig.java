package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Statistics, retained: a broker's own under {@code $SYS/brokers/{node_id}}, in a cluster the others' under theirs, and of all together under {@code $SYS/cluster}. */
public interface SysConfig {

    /** How often the statistics are published. 0 publishes none. */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "1d")
    Duration interval();
}
