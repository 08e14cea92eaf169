package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import java.util.Optional;
import java.util.OptionalInt;

/** What a broker on its own keeps of what is a placement centre's in a cluster: users, access rules, block list, configuration. */
public interface PlacementConfig {

    /**
     * Port of the gRPC services by which users, rules and configuration are read and changed, the same as a placement centre's
     * ({@code Resources} and {@code Watch}). Whoever reaches it may change everything. 0 takes a free port and logs it. Not set, or
     * an empty value: closed. What was written is kept in {@code storage}.
     */
    @Bounds(min = "0", max = "65535")
    OptionalInt grpcPort();

    /** Address the port binds to, as an IP address or a host name. Not set: loopback, since the port asks nobody who they are. */
    Optional<String> bindAddress();
}
