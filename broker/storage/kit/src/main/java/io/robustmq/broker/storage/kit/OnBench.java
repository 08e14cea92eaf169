package io.robustmq.broker.storage.kit;

import io.robustmq.broker.storage.spi.Shard;

/** A theme of tests, each with a bench. */
public interface OnBench {

    Bench bench();

    /** The first shard of the bench's storage. */
    default Shard shard() {
        return bench().shard();
    }
}
