package io.robustmq.journal.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The groups, and the servers that carry them: by the placement centre where {@code placement_center} is set, else {@code groups}, which each
 * of {@code members} carries.
 */
public interface ClusterConfig {

    /**
     * All servers, this one included, each {@code number@host:gRPC port:replication port}, the same list at each. Not set: this server
     * alone. Not with {@code placement_center}.
     */
    Optional<List<String>> members();

    /**
     * The ids of the groups, UUIDs, the same list at each server. A group that is not in the data folder is founded by all servers together: a
     * server that has lost its folder must not be started with this list. Must be set without {@code placement_center}, and not with it.
     */
    Optional<List<String>> groups();

    /**
     * With {@code placement_center}: after so long without a word the other servers are told that this one is dead, and another may get its
     * replicas.
     */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "5m")
    Duration lease();

    /** With {@code placement_center}: how many shards there are to be. Settled when they are made. */
    @WithDefault("16")
    @Bounds(min = "1", max = "58")
    int shards();

    /**
     * With {@code placement_center}: the shards are made when so many servers have registered. From 3 on each has three replicas, with fewer
     * one.
     */
    @WithDefault("3")
    @Bounds(min = "1", max = "64")
    int firstServers();
}
