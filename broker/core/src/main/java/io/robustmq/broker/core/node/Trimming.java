package io.robustmq.broker.core.node;

import io.robustmq.broker.core.durable.ShardFeed;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.settings.DurableTopics;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets go of what no session needs of the log any more. Every some seconds each lane says from where on its sessions need each
 * shard, twice, and the first lane trims to the least of all that was said, and counts what limits of the log have cut off
 * beyond that. For the lanes, each on its ticks.
 *
 * <pre>
 *             time is up            all have said it        all have said it again
 *   resting ────────────► round 1 ──────────────────► round 2 ────────────────────► trims, resting
 * </pre>
 *
 * <p>Twice, since a message may pass from its group to a member on another lane in the meantime: after that lane has said what
 * it needs, and before the group's lane does. Then the group's lane has said in the first round that it needs it.
 *
 * <p>With durable topics nothing is trimmed: a log has their history and other messages side by side, and what goes, goes by
 * the storage's limits of age and size alone.
 */
final class Trimming {
    private static final long INTERVAL_NANOS = 10_000_000_000L;
    private static final int ROUNDS = 2;

    private final List<ShardFeed> feeds;
    private final boolean keepsHistory;

    /** For each lane the last round it had its say in. */
    private final AtomicIntegerArray said;

    /** For each shard the least of what was said since the first lane was at rest. */
    private final AtomicLongArray needed;

    private final LongAdder cutOff = new LongAdder();
    private volatile int round;
    private volatile boolean begun;

    // of the first lane

    /** Where the logs began when they were last looked at. */
    private final long[] starts;

    private long dueNanos;
    private int roundsLeft;

    Trimming(List<ShardFeed> feeds, int lanes, DurableTopics durable, long nowNanos) {
        this.feeds = feeds;
        this.keepsHistory = !durable.isEmpty();
        this.said = new AtomicIntegerArray(lanes);
        this.needed = new AtomicLongArray(feeds.size());
        this.starts = feeds.stream().mapToLong(ShardFeed::startOffset).toArray();
        this.dueNanos = nowNanos + INTERVAL_NANOS;
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
        int now = round;
        if (said.get(index) != now) {
            say(lane);
            said.set(index, now);
        }
        if (index == 0 && begun) {
            maybeGoOn(nowNanos);
        }
    }

    private void say(Lane lane) {
        for (int shard = 0; shard < needed.length(); shard++) {
            // what has not arrived may still be left in the log by a session that is live now
            long from = Math.min(lane.storage().arrived(shard), lane.neededFrom(shard));
            needed.accumulateAndGet(shard, from, Math::min);
        }
    }

    private void maybeGoOn(long nowNanos) {
        if (roundsLeft == 0) {
            if (nowNanos >= dueNanos) {
                dueNanos = nowNanos + INTERVAL_NANOS;
                roundsLeft = ROUNDS;
                for (int shard = 0; shard < needed.length(); shard++) {
                    needed.set(shard, Long.MAX_VALUE);
                }
                beginRound();
            }
        } else if (haveAllSaid()) {
            roundsLeft--;
            if (roundsLeft == 0) {
                trim();
            } else {
                beginRound();
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by the first lane alone
    private void beginRound() {
        round++;
    }

    private boolean haveAllSaid() {
        for (int lane = 0; lane < said.length(); lane++) {
            if (said.get(lane) != round) {
                return false;
            }
        }
        return true;
    }

    private void trim() {
        for (int shard = 0; shard < feeds.size(); shard++) {
            ShardFeed feed = feeds.get(shard);
            long least = needed.get(shard);
            long start = feed.startOffset();
            cutOff.add(Math.max(0, start - Math.max(starts[shard], least)));
            starts[shard] = start;
            if (least > start && !keepsHistory) {
                feed.letGo(least);
            }
        }
    }
}
