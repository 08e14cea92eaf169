/**
 * Storage in one RocksDB database: all shards, log and state. What is where is told at
 * {@link io.robustmq.broker.storage.rocksdb.Keys}; durability is {@code local-fsync}.
 */
@NullMarked
package io.robustmq.broker.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
