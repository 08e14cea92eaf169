package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.base.QueueLimits;

/** The settings {@link RocksDbStorageProvider} tells of, read. */
record RocksDbSettings(
        long stretchBytes,
        long cacheBytes,
        long writeBufferBytes,
        int readThreads,
        int queueReads,
        QueueLimits queue) {}
