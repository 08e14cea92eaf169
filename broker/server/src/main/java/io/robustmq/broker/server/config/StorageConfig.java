package io.robustmq.broker.server.config;

import io.smallrye.config.WithDefault;

/** Where sessions that outlive their connection, their messages and retained messages are kept. */
public interface StorageConfig {

    /**
     * The storage adapter: {@code rocksdb} keeps everything in a RocksDB database below the data path; {@code memory} keeps it
     * in memory, where it is lost with the process.
     */
    @WithDefault("rocksdb")
    String type();

    /**
     * Logs among which topics are spread. Settled when data is first written: data that is there keeps its number. One is
     * fastest on one disk.
     */
    @Bounds(min = "1", max = "127")
    @WithDefault("1")
    int shards();
}
