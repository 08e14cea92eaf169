package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.smallrye.config.WithDefault;

/** Who this broker is. */
public interface NodeConfig {

    /**
     * The broker's number, seen in its {@code $SYS} topics. Give each broker its own as soon as there is more than one.
     */
    @WithDefault("1")
    @Bounds(min = "0", max = "2147483647")
    int nodeId();
}
