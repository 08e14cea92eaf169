package io.robustmq.placement.server.config;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that can be set about a member of the placement centre. Read once at start.
 *
 * <p>A key has three spellings: {@code grpc_port} under {@code [network]} in the TOML file, {@code robustmq.network.grpc-port} as a
 * system property, {@code ROBUSTMQ_NETWORK_GRPC_PORT} in the environment. System properties win over the environment, the
 * environment over the file.
 */
@ConfigMapping(prefix = "robustmq")
public interface PlacementConfig {

    /**
     * Folder for the log, the state and the snapshots. Not set: {@code [rocksdb] data_path}, and without that {@code
     * data/placement} under the folder the process was started in.
     */
    Optional<Path> dataPath();

    /**
     * The TOML file to read. Only from the environment or a system property. Not set: {@code config/placement-center.toml}
     * under the folder the process was started in, if there is one.
     */
    Optional<Path> configFile();

    /** Read, and of no effect: the cluster has an id, which is told when it is formed. */
    Optional<String> clusterName();

    /** Who this member is. */
    NodeConfig node();

    /** The addresses and ports it is reached at. */
    NetworkConfig network();

    /** The other members. */
    ClusterConfig cluster();

    /** How the log is replicated. */
    RaftConfig raft();

    /** Following the state. */
    WatchConfig watch();

    /** Where the state is kept. */
    RocksdbConfig rocksdb();

    /** The port for health checks and metrics. */
    ManagementConfig management();

    /** The port on which members are asked and changed over HTTP. */
    AdminConfig admin();

    /** What is logged, and how. */
    LogConfig log();

    /** Of the original's file: read, and of no effect. */
    SystemConfig system();

    /** Of the original's file: read, and of no effect. */
    HeartbeatConfig heartbeat();
}
