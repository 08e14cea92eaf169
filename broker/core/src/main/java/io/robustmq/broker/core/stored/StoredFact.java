package io.robustmq.broker.core.stored;

import io.robustmq.broker.storage.spi.StateChange;

/** Something that stands in a shard's state under a key of its own; {@link StoredKeys} has its key, its type the bytes. */
public sealed interface StoredFact
        permits SessionRecord,
                SubscriptionRecord,
                PositionRecord,
                ReplayRecord,
                SentRecord,
                ReceivedRecord,
                RetainedRecord,
                WillRecord,
                GroupRecord {

    byte[] key();

    byte[] toBytes();

    default StateChange.Put put() {
        return new StateChange.Put(key(), toBytes());
    }

    default StateChange.Delete delete() {
        return new StateChange.Delete(key());
    }
}
