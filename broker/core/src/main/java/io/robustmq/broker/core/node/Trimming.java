package io.robustmq.broker.core.node;

import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.settings.DurableTopics;
import io.robustmq.broker.storage.spi.Storage;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Lets go of what no session needs of the log any more. Every some seconds each lane says from where on its sessions need each
 * shard, and the first lane trims to the least of these. For the lanes, each on its ticks.
 *
 * <p>With durable topics nothing is trimmed: a log has their history and other messages side by side, and what goes, goes by
 * the storage's limits of age and size alone.
 */
final class Trimming {
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final Storage storage;
    private final AtomicLongArray[] needed;
    private final long[] dueNanos;
    private final boolean keepsHistory;
    private volatile boolean begun;

    Trimming(Storage storage, int lanes, DurableTopics durable, long nowNanos) {
        this.keepsHistory = !durable.isEmpty();
        this.storage = storage;
        this.needed = new AtomicLongArray[lanes];
        this.dueNanos = new long[lanes];
        Arrays.fill(dueNanos, nowNanos + INTERVAL_NANOS);
        int shards = storage.shards();
        for (int lane = 0; lane < lanes; lane++) {
            needed[lane] = new AtomicLongArray(shards); // from 0 on, until the lane says otherwise
        }
    }

    /** The sessions of an earlier process are with their lanes: they can say now what they need. */
    void begin() {
        begun = true;
    }

    void onTick(Lane lane, long nowNanos) {
        int index = lane.index();
        if (!begun || keepsHistory || nowNanos < dueNanos[index]) {
            return;
        }
        dueNanos[index] = nowNanos + INTERVAL_NANOS;
        for (int shard = 0; shard < storage.shards(); shard++) {
            // what has not arrived may still be left in the log by a session that is live now
            needed[index].set(shard, Math.min(lane.storage().arrived(shard), lane.neededFrom(shard)));
            if (index == 0) {
                trim(shard);
            }
        }
    }

    private void trim(int shard) {
        long least = Long.MAX_VALUE;
        for (AtomicLongArray lane : needed) {
            least = Math.min(least, lane.get(shard));
        }
        if (least > storage.shard(shard).startOffset()) {
            storage.shard(shard).trim(least);
        }
    }
}
