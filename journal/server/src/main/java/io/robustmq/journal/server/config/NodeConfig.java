package io.robustmq.journal.server.config;

import io.robustmq.config.Bounds;
import io.smallrye.config.WithDefault;

/** Who this server is. */
public interface NodeConfig {

    /** The server's number in {@code cluster.members}. Each server has another one; with {@code placement_center} it means nothing. */
    @WithDefault("1")
    @Bounds(min = "0", max = "2147483647")
    int nodeId();

    /** The host name or address at which other servers and brokers reach this one. */
    @WithDefault("127.0.0.1")
    String addr();
}
