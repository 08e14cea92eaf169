package io.robustmq.broker.core.node;

import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.storage.spi.Storage;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Lets go of what no session needs of the log any more. Every some seconds each lane says from where on its sessions need each
 * shard, twice, and the first lane trims to the least of all that was said. For the lanes, each on its ticks.
 *
 * <pre>
 *             time is up            all have said it        all have said it again
 *   resting ────────────► round 1 ──────────────────► round 2 ────────────────────► trims, resting
 * </pre>
 *
 * <p>Twice, since a message may pass from its group to a member on another lane in the meantime: after that lane has said what
 * it needs, and before the group's lane does. Then the group's lane has said in the first round that it needs it.
 */
final class Trimming {
    private static final long INTERVAL_NANOS = 10_000_000_000L;
    private static final int ROUNDS = 2;

    private final Storage storage;

    /** For each lane the last round it had its say in. */
    private final AtomicIntegerArray said;

    /** For each shard the least of what was said since the first lane was at rest. */
    private final AtomicLongArray needed;

    private volatile int round;
    private volatile boolean begun;

    // of the first lane
    private long dueNanos;
    private int roundsLeft;

    Trimming(Storage storage, int lanes, long nowNanos) {
        this.storage = storage;
        this.said = new AtomicIntegerArray(lanes);
        this.needed = new AtomicLongArray(storage.shards());
        this.dueNanos = nowNanos + INTERVAL_NANOS;
    }

    /** The sessions of an earlier process are with their lanes: they can say now what they need. */
    void begin() {
        begun = true;
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
        for (int shard = 0; shard < needed.length(); shard++) {
            long least = needed.get(shard);
            if (least > storage.shard(shard).startOffset()) {
                storage.shard(shard).trim(least);
            }
        }
    }
}
