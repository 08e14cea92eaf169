package io.robustmq.broker.server.config;

import io.robustmq.broker.server.config.storage.JournalStorageConfig;
import io.robustmq.broker.server.config.storage.LocalStorageConfig;
import io.robustmq.broker.server.config.storage.MemoryStorageConfig;
import io.robustmq.broker.server.config.storage.MysqlStorageConfig;
import io.robustmq.broker.server.config.storage.RocksDbStorageConfig;
import io.robustmq.broker.server.config.storage.S3StorageConfig;
import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where sessions that outlive their connection, their messages and retained messages are kept. Each group in here is a storage
 * adapter; its name is what {@link #type} may be, and its settings are handed to it under their names.
 */
public interface StorageConfig {

    /**
     * The storage adapter. {@code local} keeps everything in files below the data path, and acknowledges what is on disk;
     * {@code rocksdb} does so in one RocksDB database; {@code mysql} and {@code s3} keep it with a service; {@code journal} on
     * journal servers, which replicate it; {@code memory} keeps it in memory, where it is lost with the process: for trials, and for where the
     * publishers keep what matters. What one adapter holds another does not see.
     */
    @WithDefault("local")
    String type();

    /**
     * Logs among which topics are spread. Settled when data is first written: data that is there keeps its number. One is
     * fastest on one disk.
     */
    @Bounds(min = "1", max = "127")
    @WithDefault("1")
    int shards();

    /**
     * How old stored messages become: older ones go, whether or not every session has had them (counted in {@code
     * robustmq_storage_retention_cut_total}). Not set: no limit, a message stays until no session needs it, or its expiry. Set it, or {@code
     * retention_bytes}, where clients may stay away for long and must not fill the disk.
     */
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "3650d")
    Optional<Duration> retentionTime();

    /**
     * How large the log of each shard becomes: beyond it the oldest messages go, whether or not every session has had them
     * (counted in {@code robustmq_storage_retention_cut_total}). Whole units go at once, so the log may be larger by one. Not set: no limit but the
     * room there is; when that is used up, messages that stored sessions want are refused.
     */
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1MiB", max = "1048576GiB")
    Optional<Long> retentionBytes();

    /**
     * Topic filters, not shared ones. What is published to a topic that one of them matches is stored whether or not a
     * session wants it, at any QoS, so that clients can subscribe to its history; see the page on replay. As soon as there
     * is one, nothing leaves the logs but by {@code retention_time} and {@code retention_bytes}, messages of other topics
     * included.
     */
    Optional<List<String>> durableTopics();

    /**
     * Room on the disk of the data below which the readiness check says so, and {@code robustmq_storage_trouble} is 1, so that
     * there is time to make room. For adapters that keep data on this machine.
     */
    @WithDefault("1GiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "1048576GiB")
    long lowDiskBytes();

    /**
     * How long writes may wait without one being answered until the readiness check says so, and {@code
     * robustmq_storage_trouble} is 1.
     */
    @WithDefault("5s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "10ms", max = "1h")
    Duration slowWrite();

    /** Storage in files of this machine, {@code storage.type = "local"}. */
    LocalStorageConfig local();

    /** Storage in memory, {@code storage.type = "memory"}. */
    MemoryStorageConfig memory();

    /** Storage in a RocksDB database, {@code storage.type = "rocksdb"}. */
    RocksDbStorageConfig rocksdb();

    /** Storage in a MySQL or MariaDB schema, {@code storage.type = "mysql"}. */
    MysqlStorageConfig mysql();

    /** Storage in a bucket of an object store, {@code storage.type = "s3"}. */
    S3StorageConfig s3();

    /** Storage on journal servers, {@code storage.type = "journal"}. */
    JournalStorageConfig journal();
}
