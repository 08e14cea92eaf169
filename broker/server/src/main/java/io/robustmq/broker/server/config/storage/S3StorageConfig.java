package io.robustmq.broker.server.config.storage;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Storage in a bucket of an S3-compatible object store. */
public interface S3StorageConfig extends WriteQueueConfig {

    /** Where the name of the bucket stands in addresses. */
    enum Addressing {
        PATH,
        HOST
    }

    /** The address of a store other than Amazon's, {@code https://HOST:PORT}. */
    Optional<String> endpoint();

    /** The region of the bucket. */
    @WithDefault("us-east-1")
    String region();

    /** The bucket. Must be set, and be there. */
    Optional<String> bucket();

    /** What all names in the bucket begin with: one bucket can hold the data of several brokers under different ones. */
    @WithDefault("robustmq/")
    String prefix();

    /**
     * The key to log in with, together with {@code secret_key}. Not set: the credentials are looked for where Amazon's clients
     * do, in the environment, the profile, and the identity of the pod or machine.
     */
    Optional<String> accessKey();

    /** The secret of {@code access_key}. Better given in the environment than in a file. */
    Optional<String> secretKey();

    /** Whether the bucket stands in the path or before the host's name. Not set: {@code path} with an endpoint, {@code host} without. */
    Optional<Addressing> addressing();

    /** How long one answer may take, and for how long a write is tried again. */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "5m")
    Duration timeout();

    /** Connections at a time. */
    @WithDefault("64")
    @Bounds(min = "1", max = "1024")
    int connections();

    /** Requests that may wait for a connection. */
    @WithDefault("10000")
    @Bounds(min = "16", max = "1000000")
    int waitingRequests();

    /** How long the first write of a group waits for others. Longer makes fewer and larger objects, and every answer later. */
    @WithDefault("20ms")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0ms", max = "10s")
    Duration gather();

    /**
     * How long a broker that has stopped without a word keeps others out. One that starts again on its own data folder need
     * not wait.
     */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "2s", max = "10m")
    Duration lease();

    /** Memory for objects that were read or just written, in the heap; for all shards. */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "64GiB")
    long cacheBytes();

    /** How large the state of a shard may become, which is kept in the heap; a write that would make it larger is refused. */
    @WithDefault("256MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "1GiB")
    long stateBytes();

    /** After so many bytes of objects the state is written as a whole, so that a start need not read what came before. */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "64KiB", max = "1GiB")
    long snapshotBytes();

    /**
     * How long objects stay that nobody needs any more. It must be longer than a broker can be held up (a paused machine, a
     * lost network) and then go on believing that it owns the data.
     */
    @WithDefault("1h")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "7d")
    Duration deleteAfter();

    /** How often {@code retention_time} and {@code retention_bytes} are looked at. */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "1h")
    Duration retentionInterval();

    /** Threads that do the work beside the client's own. */
    @WithDefault("2")
    @Bounds(min = "1", max = "64")
    int threads();
}
