package io.robustmq.broker.storage.kit;

/** Everything that holds for an adapter whose data outlives the process. */
public abstract class LastingStorageKit extends StorageKit implements ReopeningTests {

    @Override
    final boolean lasts() {
        return true;
    }
}
