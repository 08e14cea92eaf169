package io.robustmq.placement.server.config;

import io.robustmq.config.Bounds;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** Who this member is. */
public interface NodeConfig {

    /** The member's number. Each member has another one. */
    @WithDefault("1")
    @Bounds(min = "0", max = "2147483647")
    int nodeId();

    /** The host name or address at which other members and clients reach this one. */
    @WithDefault("127.0.0.1")
    String addr();

    /** The members by number, each {@code host:port} of its gRPC: another way to write {@code [cluster] members}. */
    Map<String, String> nodes();
}
