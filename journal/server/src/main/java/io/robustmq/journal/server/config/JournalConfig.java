package io.robustmq.journal.server.config;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be set about a journal server. Read once at start.
 *
 * <p>A key has three spellings: {@code grpc_port} under {@code [network]} in the TOML file, {@code robustmq.network.grpc-port} as a
 * system property, {@code ROBUSTMQ_NETWORK_GRPC_PORT} in the environment. System properties win over the environment, the
 * environment over the file.
 */
@ConfigMapping(prefix = "robustmq")
public interface JournalConfig {

    /** Folder for the records, the state and the replication. Not set: {@code data/journal} under the folder the process was started in. */
    Optional<Path> dataPath();

    /**
     * The TOML file to read. Only from the environment or a system property. Not set: {@code config/journal-server.toml}
     * under the folder the process was started in, if there is one.
     */
    Optional<Path> configFile();

    /**
     * Addresses of the placement centre, {@code host:port} each; some of its members do. Set: which groups this server carries is decided
     * there. Not set: {@code [cluster]} says.
     */
    Optional<List<String>> placementCenter();

    /** Who this server is. */
    NodeConfig node();

    /** The addresses and ports it is reached at. */
    NetworkConfig network();

    /** The groups, and the servers that carry them. */
    ClusterConfig cluster();

    /** How entries are replicated. */
    RaftConfig raft();

    /** How records are kept. */
    SegmentsConfig segments();

    /** The port for health checks and metrics. */
    ManagementConfig management();

    /** What is logged, and how. */
    LogConfig log();
}
