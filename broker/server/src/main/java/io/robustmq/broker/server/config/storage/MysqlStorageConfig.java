package io.robustmq.broker.server.config.storage;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Storage in a MySQL or MariaDB schema. */
public interface MysqlStorageConfig extends WriteQueueConfig {

    /** How far the connection to the database is protected. */
    enum Tls {
        DISABLED,
        PREFERRED,
        REQUIRED,
        VERIFY_CA,
        VERIFY_IDENTITY
    }

    /** Where the database is, {@code mysql://HOST[:PORT]/SCHEMA}. Must be set; the schema must be there, and hold nothing else. */
    Optional<String> url();

    /** As whom to log in. Must be set; needs SELECT, INSERT, UPDATE, DELETE, and for new versions CREATE, ALTER, INDEX. */
    Optional<String> user();

    /** The user's password. Better given in the environment than in a file. */
    Optional<String> password();

    /**
     * Whether the connection is encrypted, and the server checked: {@code required} encrypts without a check, {@code
     * verify-ca} and {@code verify-identity} check against {@code tls_certificates}.
     */
    @WithDefault("preferred")
    Tls tls();

    /** A PEM file with the certificates to trust; for {@code verify-ca} and {@code verify-identity}. */
    Optional<Path> tlsCertificates();

    /** Connections at a time. Each group of writes and each read takes one while it runs. */
    @WithDefault("16")
    @Bounds(min = "2", max = "256")
    int connections();

    /** How long the database may say nothing before it counts as away. */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "5m")
    Duration timeout();

    /**
     * How long a broker that has stopped without a word keeps others out of the schema. One that starts again on its own data
     * folder need not wait.
     */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "2s", max = "5m")
    Duration lease();

    /** Reads that may wait for a connection; one more is tried again by its session a moment later. */
    @WithDefault("10000")
    @Bounds(min = "16", max = "1000000")
    int waitingReads();

    /** How often {@code retention_time} and {@code retention_bytes} are looked at. */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "1h")
    Duration retentionInterval();
}
