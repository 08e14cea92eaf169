package io.robustmq.broker.server.config;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

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

    /**
     * Topic filters, not shared ones. What is published to a topic that one of them matches is stored whether or not a
     * session wants it, at any QoS, so that clients can subscribe to its history; see the page on replay. As soon as there
     * is one, nothing leaves the logs but by the storage's limits of age and size, messages of other topics included.
     */
    Optional<List<String>> durableTopics();
}
