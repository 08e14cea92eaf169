package io.robustmq.broker.server.config.storage;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Storage on journal servers, which replicate it. */
public interface JournalStorageConfig extends WriteQueueConfig {

    /** Where some of the journal servers are reached, each {@code host:port}; others are found through them. Must be set. */
    Optional<List<String>> servers();

    /**
     * The ids of the groups that carry the shards, UUIDs, some of those that the journal servers carry. Must stay as it is for data that is
     * there. Not set: all, as the servers say. A group belongs to one cluster, or to one broker on its own.
     */
    Optional<List<String>> groups();

    /** How long a write or a question waits for a server that leads before it fails. Longer than an election. */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "10m")
    Duration patience();

    /** How much memory the newest records of a shard may take until the sessions that follow it have taken them; what does not fit is read again. */
    @WithDefault("2MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "64KiB", max = "1GiB")
    long tailBytes();

    /** How often {@code retention_time} and {@code retention_bytes} are looked at. */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "1h")
    Duration retentionInterval();

    /** How many threads do the adapter's work beside those of the network. */
    @WithDefault("2")
    @Bounds(min = "1", max = "64")
    int threads();
}
