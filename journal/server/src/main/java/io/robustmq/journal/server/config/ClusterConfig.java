package io.robustmq.journal.server.config;

import java.util.List;
import java.util.Optional;

/** The groups, and the servers that carry them. Each server carries every group. */
public interface ClusterConfig {

    /**
     * All servers, this one included, each {@code number@host:gRPC port:replication port}, the same list at each. Not set: this server
     * alone.
     */
    Optional<List<String>> members();

    /**
     * The ids of the groups, UUIDs, the same list at each server and in the brokers' {@code storage.journal.groups}. A group that is
     * not in the data folder is founded by all servers together: a server that has lost its folder must not be started with this list.
     */
    List<String> groups();
}
