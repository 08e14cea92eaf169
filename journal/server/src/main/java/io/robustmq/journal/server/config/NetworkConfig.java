package io.robustmq.journal.server.config;

import io.robustmq.config.Bounds;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The addresses and ports a server is reached at. */
public interface NetworkConfig {

    /** Port of the gRPC service. 0 takes a free port and logs it, for a server that stands alone. */
    @WithDefault("1229")
    @Bounds(min = "0", max = "65535")
    int grpcPort();

    /** Port on which the servers replicate to each other. 0 takes a free port, for a server that stands alone. */
    @WithDefault("1239")
    @Bounds(min = "0", max = "65535")
    int raftPort();

    /** Address the ports are opened on. Not set: loopback, because there is no authentication; servers on other machines need one. */
    Optional<String> bindAddress();
}
