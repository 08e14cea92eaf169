package io.robustmq.broker.core.durable;

import io.robustmq.broker.storage.spi.StorageException;

/** Waits for a write; told on the lane that asked for it, in the order of asking for each shard. */
public interface WriteCompletion {

    /** The promise of the storage's durability is kept. */
    void onWritten();

    /** Nothing of it may have happened; {@link StorageException#kind} says how sure that is. */
    void onFailed(StorageException why);

    /**
     * As {@link #onFailed}, when it may have happened.
     *
     * @param from where, see {@link Doubt}
     */
    default void onDoubt(StorageException why, long from) {
        onFailed(why);
    }
}
