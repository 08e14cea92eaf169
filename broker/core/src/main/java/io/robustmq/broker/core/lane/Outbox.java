package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.core.stats.LaneCounters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one lane for sessions of others: gathered during a turn, and handed over once at its end, a {@link Batch} for
 * each lane. Confined to the lane they come from.
 */
final class Outbox {
    private final LaneThread thread;
    private final LaneCounters counters;
    private final Runnable handOver = this::handOver;
    private List<Lane> lanes = List.of();
    private @Nullable Batch[] batches = {};
    private boolean handOverDue;

    Outbox(LaneThread thread, LaneCounters counters) {
        this.thread = thread;
        this.counters = counters;
    }

    /** Makes the node's lanes known; once, before anything runs. */
    void join(List<Lane> all) {
        lanes = all;
        batches = new Batch[all.size()];
    }

    /** What goes to this lane at the end of the turn. */
    Batch to(int lane) {
        Batch batch = batches[lane];
        if (batch == null) {
            batch = new Batch();
            batches[lane] = batch;
            if (!handOverDue) {
                handOverDue = true;
                thread.atEndOfTurn(handOver);
            }
        }
        return batch;
    }

    private void handOver() {
        handOverDue = false;
        for (int lane = 0; lane < batches.length; lane++) {
            Batch batch = batches[lane];
            if (batch != null) {
                batches[lane] = null;
                counters.handovers++;
                lanes.get(lane).take(new Delivery.FromLane(batch));
            }
        }
    }
}
