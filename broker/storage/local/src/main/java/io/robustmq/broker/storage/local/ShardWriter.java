package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.base.GroupCommit;
import io.robustmq.broker.storage.base.PendingState;
import io.robustmq.broker.storage.base.PendingWrite;
import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Writes of one shard, in groups, by a thread of its own: appended to the log and synced once, then their changes are made in
 * the materialised state, then they are seen and answered. Also lets old segments go.
 *
 * <p>A segment is let go only when the state on the disk has its changes: {@link #flushedOffset} is at or behind its end.
 */
final class ShardWriter implements GroupCommit.Medium<ShardWriter>, StateFlusher.Source, AutoCloseable {
    private static final long RETENTION_EVERY_MILLIS = 1_000;
    private static final long LEAST_FREE_BYTES = 256 << 10;

    private final int index;
    private final ShardLog log;
    private final StateStore state;
    private final StateFlusher flusher;
    private final GroupCommit<ShardWriter> queue;
    private Runnable wakeTails = () -> {};
    private long retainedNanos = System.nanoTime();

    /** All below it is in the log for good. */
    private volatile long committedOffset;

    /** All below it is in the log for good, and its changes in the state; what readers may see. */
    private volatile long appliedOffset;

    /** All changes below it are in the state on the disk. */
    private volatile long flushedOffset;

    private volatile RetentionLimits limits = RetentionLimits.NONE;
    private volatile String trouble = "";

    /**
     * @param log with all its changes applied to the state
     * @param flushedOffset up to where they are in the state on the disk
     * @param pauseMillis how often the log wants a turn although nothing is written
     */
    ShardWriter(
            int index,
            ShardLog log,
            StateStore state,
            StateFlusher flusher,
            QueueLimits limits,
            long flushedOffset,
            long pauseMillis) {
        this.index = index;
        this.log = log;
        this.state = state;
        this.flusher = flusher;
        this.committedOffset = log.nextOffset();
        this.appliedOffset = committedOffset;
        this.flushedOffset = flushedOffset;
        this.queue = new GroupCommit<>("storage-local-" + index, limits, pauseMillis, this);
    }

    /** @param wakeTails what to do when there is more to read; does little */
    void start(Runnable wakeTails) {
        this.wakeTails = wakeTails;
        queue.start();
    }

    CompletionStage<Written> submit(WriteBatch batch) {
        return queue.submit(this, batch);
    }

    /** Greater than every offset that readers may see. */
    long nextOffset() {
        return appliedOffset;
    }

    /** Why writes are refused, empty if they are not. */
    String trouble() {
        StorageException failure = queue.failure();
        return failure == null ? trouble : String.valueOf(failure.getMessage());
    }

    @Override
    public void commit(List<PendingWrite<ShardWriter>> group) {
        StorageException flushFailure = flusher.failure();
        if (flushFailure != null) {
            throw flushFailure;
        }
        if (state.isStuck()) {
            throw new StorageException(Kind.FULL, flusher.trouble());
        }
        requireRoom(group);
        List<ShardLog.Append> appends = new ArrayList<>(group.size());
        PendingState pending = requires(group) ? new PendingState(key -> state.get(index, key)) : null;
        for (PendingWrite<ShardWriter> write : group) {
            StorageException refusal = refusal(write.batch(), pending);
            if (refusal == null) {
                appends.add(log.append(write));
            } else {
                write.refused(refusal);
            }
        }
        if (!appends.isEmpty()) {
            finish(appends);
        }
    }

    /**
     * Refuses a group that would leave no room for the next flush of the state: without that, nothing of the log could be let
     * go of either.
     */
    private void requireRoom(List<PendingWrite<ShardWriter>> group) {
        long wanted = LEAST_FREE_BYTES + log.aheadBytes() + 2 * flusher.unflushedStateBytes();
        for (PendingWrite<ShardWriter> write : group) {
            wanted += write.sizeBytes();
        }
        long free = state.freeBytes();
        if (free < wanted) {
            trouble = "No space left on the disk of " + log.name() + " but " + (free >> 10)
                    + " KiB, which the state needs: make room";
            throw new StorageException(Kind.FULL, trouble);
        }
    }

    private static boolean requires(List<PendingWrite<ShardWriter>> group) {
        for (PendingWrite<ShardWriter> write : group) {
            for (StateChange change : write.batch().changes()) {
                if (change instanceof StateChange.Require) {
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable StorageException refusal(WriteBatch batch, @Nullable PendingState pending) {
        StorageException tooLarge = log.tooLarge(batch);
        if (tooLarge != null || pending == null) {
            return tooLarge;
        }
        StorageException conflict = pending.conflict(batch.changes());
        if (conflict == null) {
            pending.apply(batch.changes());
        }
        return conflict;
    }

    private void finish(List<ShardLog.Append> appends) {
        List<ShardLog.Append> done;
        try {
            done = log.commit(appends);
        } catch (StorageException e) {
            trouble = String.valueOf(e.getMessage());
            throw e;
        }
        trouble = "";
        long next = log.nextOffset();
        if (next == appliedOffset) {
            return;
        }
        List<List<StateChange>> changes = new ArrayList<>();
        long bytes = 0;
        long stateBytes = 0;
        for (ShardLog.Append append : done) {
            bytes += append.write().sizeBytes();
            if (!append.write().batch().changes().isEmpty()) {
                changes.add(append.write().batch().changes());
                for (StateChange change : append.write().batch().changes()) {
                    stateBytes += change.sizeBytes();
                }
            }
        }
        committedOffset = next;
        flusher.applied(bytes, stateBytes);
        try {
            state.apply(index, changes, next);
        } catch (StorageException e) {
            throw e.kind() == Kind.FULL ? inTheLogAlone(e) : e;
        }
        appliedOffset = next;
        wakeTails.run();
    }

    /** The log had room for what the state has not: it takes effect when the state is made anew, or after a restart. */
    private static StorageException inTheLogAlone(StorageException full) {
        return new StorageException(Kind.UNAVAILABLE, "written, but not to be seen yet: " + full.getMessage(), full);
    }

    // ---- letting go

    void limit(RetentionLimits given) {
        limits = given;
    }

    @Override
    public void pause() {
        log.turn();
        long now = System.nanoTime();
        if (now - retainedNanos < RETENTION_EVERY_MILLIS * 1_000_000) {
            return;
        }
        retainedNanos = now;
        long beyond = log.beyond(limits, System.currentTimeMillis());
        if (beyond > log.startOffset()) {
            if (beyond == log.nextOffset()) {
                log.roll(); // what is being written is beyond as well
            }
            trimIfFlushed(beyond);
        }
    }

    private void trimIfFlushed(long beyond) {
        try {
            trim(beyond);
        } catch (StorageException e) {
            if (e.kind() != Kind.FULL) {
                throw e;
            }
            trouble = String.valueOf(e.getMessage()); // for lack of room to flush; there may be some the next time
        }
    }

    /** Lets segments go that end at or below an offset; returns the new start. For any thread; may flush the state. */
    long trim(long before) {
        long wanted = Math.min(before, appliedOffset);
        if (log.startAfterTrim(wanted) > flushedOffset) {
            flusher.flush();
        }
        return log.trim(Math.min(wanted, flushedOffset));
    }

    // ---- flushing the state

    @Override
    public long applied() {
        return appliedOffset;
    }

    /** All changes below it are in the state on the disk. */
    long flushedOffset() {
        return flushedOffset;
    }

    @Override
    public void flushed(long applied) {
        flushedOffset = applied;
    }

    /** The log may have more than is committed as far as this knows: then it will be applied again, which changes nothing. */
    @Override
    public void refill() {
        long committed = committedOffset;
        log.replay(state.applied(index), (changes, applied) -> state.apply(index, changes, applied));
        if (appliedOffset < committed) {
            appliedOffset = committed;
            wakeTails.run();
        }
    }

    /** Commits what waits, then ends. */
    @Override
    public void close() {
        queue.close();
    }
}
