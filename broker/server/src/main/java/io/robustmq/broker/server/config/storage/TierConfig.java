package io.robustmq.broker.server.config.storage;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where old files of a log go, so that this machine's disk need only hold what is new. */
public interface TierConfig {

    /** Where old files of a log are moved. */
    enum Tier {
        NONE,
        FOLDER,
        S3
    }

    /** Where the name of the bucket stands in addresses. */
    enum Addressing {
        PATH,
        HOST
    }

    /**
     * Where files of the log that are written no more are moved when they are old enough or too many, and read from again when
     * a client wants what is in them. {@code folder}: to another folder, such as one on a larger disk; {@code s3}: to a bucket
     * of an S3-compatible object store. What has been moved is needed as long as it is kept: do not turn this off again.
     */
    @WithDefault("none")
    Tier tier();

    /** With {@code tier = "folder"}: where to. It must be there; it is never made, so that nothing is written below an unmounted disk. */
    Optional<Path> tierFolder();

    /** With {@code tier = "s3"}: the address of a store other than Amazon's, {@code https://HOST:PORT}. */
    Optional<String> tierEndpoint();

    /** With {@code tier = "s3"}: the region of the bucket. */
    @WithDefault("us-east-1")
    String tierRegion();

    /** With {@code tier = "s3"}: the bucket. Must be set, and be there. */
    Optional<String> tierBucket();

    /**
     * With {@code tier = "s3"}: the key to log in with, together with {@code tier_secret_key}. Not set: the credentials are
     * looked for where Amazon's clients do, in the environment, the profile, and the identity of the pod or machine.
     */
    Optional<String> tierAccessKey();

    /** The secret of {@code tier_access_key}. Better given in the environment than in a file. */
    Optional<String> tierSecretKey();

    /** Whether the bucket stands in the path or before the host's name. Not set: {@code path} with an endpoint, {@code host} without. */
    Optional<Addressing> tierAddressing();

    /** With {@code tier = "s3"}: connections at a time. */
    @WithDefault("64")
    @Bounds(min = "1", max = "1024")
    int tierConnections();

    /** With {@code tier = "s3"}: requests that may wait for a connection. */
    @WithDefault("10000")
    @Bounds(min = "16", max = "1000000")
    int tierWaitingRequests();

    /** What all names in the tier begin with; the broker's own id comes behind it, so brokers can share a tier. */
    @WithDefault("robustmq-tier/")
    String tierPrefix();

    /** How old the newest message of a file is when the file is moved. */
    @WithDefault("1d")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "3650d")
    Duration tierAfter();

    /**
     * How much of each shard's log, without the file that is written, stays on this disk at most: what is more is moved, the
     * oldest first, whatever its age.
     */
    @WithDefault("4GiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "1024GiB")
    long tierLocalBytes();

    /** Memory for what was read from the tier, in the heap. Raise it where many clients come back after long absences. */
    @WithDefault("64MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "64GiB")
    long tierCacheBytes();

    /** How long a read waits for the tier; it is then tried again a moment later. */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "5m")
    Duration tierTimeout();

    /**
     * How often files are looked for that are to be moved, or to be deleted from the tier. After a look that failed the pauses
     * double, up to 64 times this or 5 minutes, whichever is shorter, though never shorter than this.
     */
    @WithDefault("1m")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "1d")
    Duration tierInterval();
}
