package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.Arrivals;
import java.util.List;

/** Something handed over to a lane: messages of another lane, what a shard of the storage has for it, or what members of groups report. */
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

    record FromMembers(List<LaneGroups.Report> reports) implements Delivery {
        @Override
        public int size() {
            return reports.size();
        }

        @Override
        public long bytes() {
            return 0; // their messages were counted when they were delivered
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
