package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.Arrivals;

/** Something handed over to a lane: messages of another lane, or what a shard of the storage has for it. */
sealed interface Delivery {
    /** Messages in it. */
    int size();

    /** About the bytes of those messages. */
    long bytes();

    record FromLane(Batch batch) implements Delivery {
        @Override
        public int size() {
            return batch.size;
        }

        @Override
        public long bytes() {
            return batch.bytes;
        }
    }

    record FromStorage(Arrivals arrivals) implements Delivery {
        @Override
        public int size() {
            return arrivals.size();
        }

        @Override
        public long bytes() {
            return arrivals.bytes();
        }
    }
}
