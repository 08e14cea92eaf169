package io.robustmq.broker.core.node;

import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Work that every lane does on its own thread, and what follows when all have done it. For any thread. */
final class LaneRounds {
    private final List<Lane> lanes;
    private final int shards;

    /** @param shards of the storage */
    LaneRounds(List<Lane> lanes, int shards) {
        this.lanes = lanes;
        this.shards = shards;
    }

    /**
     * Runs {@code work} on each lane.
     *
     * @param then runs on the lane that is last, when what the work had for other lanes is on its way
     */
    void each(Consumer<Lane> work, Runnable then) {
        AtomicInteger left = new AtomicInteger(lanes.size());
        Runnable done = () -> {
            if (left.decrementAndGet() == 0) {
                then.run();
            }
        };
        for (Lane lane : lanes) {
            lane.thread().execute(() -> {
                work.accept(lane);
                lane.thread().atEndOfTurn(done);
            });
        }
    }

    /**
     * Runs {@code work} on each lane.
     *
     * @param then runs on one of them when all that they had to write is written, or refused; never if storage does not answer
     */
    void eachWritten(Consumer<Lane> work, Runnable then) {
        AtomicInteger left = new AtomicInteger(lanes.size() * shards);
        WriteCompletion settled = new WriteCompletion() {
            @Override
            public void onWritten() {
                if (left.decrementAndGet() == 0) {
                    then.run();
                }
            }

            @Override
            public void onFailed(StorageException why) {
                onWritten(); // whom it concerns is told so; there is no more to wait for
            }
        };
        each(
                lane -> {
                    work.accept(lane);
                    for (int shard = 0; shard < shards; shard++) {
                        lane.storage().whenWritten(shard, settled);
                    }
                },
                () -> {});
    }
}
