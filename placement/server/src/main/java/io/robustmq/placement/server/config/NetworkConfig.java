package io.robustmq.placement.server.config;

import io.robustmq.config.Bounds;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The addresses and ports a member is reached at. */
public interface NetworkConfig {

    /** Port of the gRPC services. 0 takes a free port and logs it, for a member that stands alone. */
    @WithDefault("1228")
    @Bounds(min = "0", max = "65535")
    int grpcPort();

    /** Port on which the members replicate the log to each other. 0 takes a free port, for a member that stands alone. */
    @WithDefault("1238")
    @Bounds(min = "0", max = "65535")
    int raftPort();

    /** Address the ports are opened on. Not set: loopback, because there is no authentication; members on other machines need one. */
    Optional<String> bindAddress();

    /** Of the original's file: read, and of no effect. Health and metrics have {@code [management] port}. */
    Optional<String> httpPort();
}
