package io.robustmq.broker.server.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be set about a broker. Read once at start; a change needs a restart, except for the files that
 * settings point at, which say so themselves.
 *
 * <p>A key has three spellings: {@code tcp_port} under {@code [network]} in the TOML file, {@code robustmq.network.tcp-port}
 * as a system property, {@code ROBUSTMQ_NETWORK_TCP_PORT} in the environment. System properties win over the environment,
 * the environment over the file. The Javadoc of these methods is the text of {@code src-docs/reference/configuration.md}.
 */
@ConfigMapping(prefix = "robustmq")
public interface BrokerConfig {

    /**
     * Folder for whatever the broker keeps on disk. Created when it is first needed. Relative paths start at the folder
     * the process was started in.
     */
    @WithDefault("data/broker")
    Path dataPath();

    /**
     * The TOML file to read. Only from the environment or a system property. Not set: {@code config/mqtt-server.toml}
     * under the folder the process was started in, if there is one.
     */
    Optional<Path> configFile();

    /**
     * Addresses of the placement centre, {@code host:port} each; some of its members do. Set: the broker is one of a cluster. Not set:
     * it is on its own.
     */
    Optional<List<String>> placementCenter();

    /** How brokers of a cluster talk to each other. Without {@code placement_center} none of it counts. */
    ClusterConfig cluster();

    /** Who this broker is. */
    NodeConfig broker();

    /** The addresses and ports clients connect to. */
    NetworkConfig network();

    /** Certificates of the {@code tls} and {@code wss} listeners. Without a certificate the two stay closed. */
    TlsConfig tls();

    /** What clients are told the server can do, and the sizes it accepts. */
    ProtocolConfig protocol();

    /** Limits of connections. */
    ConnectionConfig connection();

    /** Limits of sessions. */
    SessionConfig session();

    /** Where sessions that outlive their connection, their messages and retained messages are kept. */
    StorageConfig storage();

    /** Limits of retained messages. */
    RetainedConfig retained();

    /** When the broker as a whole is full. */
    MemoryConfig memory();

    /** Shared subscriptions. */
    SharedConfig shared();

    /** Who may connect, publish and subscribe. */
    AuthConfig auth();

    /** Users, rules and configuration that the broker keeps itself, and the port to change them by. */
    PlacementConfig placement();

    /** The broker's own statistics under {@code $SYS/brokers}. */
    SysConfig sys();

    /** The port for health checks and metrics. */
    ManagementConfig management();

    /** How the broker judges its own health, and how it stops. */
    LifecycleConfig lifecycle();

    /** What is logged, and how. */
    LogConfig log();
}
