package io.robustmq.broker.core.node;

import io.robustmq.broker.core.durable.ShardFeed;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.settings.DurableTopics;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets go of what no session needs of the log any more. Every some seconds each lane says from where on its sessions need each
 * shard, and the first lane trims to the least of these, and counts what limits of the log have cut off beyond that. For the
 * lanes, each on its ticks.
 *
 * <p>With durable topics nothing is trimmed: a log has their history and other messages side by side, and what goes, goes by
 * the storage's limits of age and size alone.
 */
final class Trimming {
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final List<ShardFeed> feeds;
    private final AtomicLongArray[] needed;
    private final long[] dueNanos;
    private final boolean keepsHistory;
    private final LongAdder cutOff = new LongAdder();

    /** Where the logs began when they were last looked at. The first lane's. */
    private final long[] starts;

    private volatile boolean begun;

    Trimming(List<ShardFeed> feeds, int lanes, DurableTopics durable, long nowNanos) {
        this.feeds = feeds;
        this.keepsHistory = !durable.isEmpty();
        this.needed = new AtomicLongArray[lanes];
        this.dueNanos = new long[lanes];
        this.starts = feeds.stream().mapToLong(ShardFeed::startOffset).toArray();
        Arrays.fill(dueNanos, nowNanos + INTERVAL_NANOS);
        for (int lane = 0; lane < lanes; lane++) {
            needed[lane] = new AtomicLongArray(feeds.size()); // from 0 on, until the lane says otherwise
        }
    }

    /** The sessions of an earlier process are with their lanes: they can say now what they need. */
    void begin() {
        begun = true;
    }

    /** How many places of the logs were cut off by their limits though a session might still have needed them. For any thread. */
    long cutOff() {
        return cutOff.sum();
    }

    void onTick(Lane lane, long nowNanos) {
        int index = lane.index();
        if (!begun || nowNanos < dueNanos[index]) {
            return;
        }
        dueNanos[index] = nowNanos + INTERVAL_NANOS;
        for (int shard = 0; shard < feeds.size(); shard++) {
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
        ShardFeed feed = feeds.get(shard);
        long start = feed.startOffset();
        cutOff.add(Math.max(0, start - Math.max(starts[shard], least)));
        starts[shard] = start;
        if (least > start && !keepsHistory) {
            feed.letGo(least);
        }
    }
}
