package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.base.Threads;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings the materialised state to the disk from time to time: when so many bytes were written to the logs since the last
 * time, or so long after the first of them; so a start has at most about that much log to replay. After a full disk it has the
 * state made anew as soon as there is room. Thread-safe.
 */
final class StateFlusher implements AutoCloseable {

    /** A shard whose state is flushed with the others. */
    interface Source {
        /** The offset below which all changes are in the state now. */
        long applied();

        /** The state is on the disk up to this applied offset: the log before it is not needed to get it back. */
        void flushed(long appliedOffset);

        /** Applies what the log has and the state, which has just been opened, has not. Nobody else uses the state meanwhile. */
        void refill();
    }

    private static final long RETRY_NANOS = 1_000_000_000;

    /** What the logs may take of the disk while a flush is under way, and what its files take beside the state. */
    private static final long SPARE_BYTES = 2 << 20;

    private static final String NO_ROOM =
            "No space was left on the disk for the state, and nothing is written before it is" + " there: make room";

    private final StateStore state;
    private final long bytes;
    private final long nanos;
    private final List<Source> sources = new ArrayList<>();
    private final Thread thread;
    private final ReentrantLock flushing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock
    private long unflushedBytes;
    private volatile long unflushedStateBytes;
    private long takenBytes;
    private long takenStateBytes;
    private long unflushedSinceNanos;
    private boolean waitsForBytes;
    private boolean closed;

    private volatile @Nullable StorageException failure;

    /**
     * @param bytes after how many bytes of the logs
     * @param millis after what time
     */
    StateFlusher(StateStore state, long bytes, long millis) {
        this.state = state;
        this.bytes = bytes;
        this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        this.thread = Thread.ofPlatform().daemon().name("storage-local-state").unstarted(this::run);
    }

    void start(List<? extends Source> all) {
        sources.addAll(all);
        thread.start();
    }

    /**
     * So many bytes of a log have been applied.
     *
     * @param stateBytes of the changes among them
     */
    void applied(long logBytes, long stateBytes) {
        lock.lock();
        try {
            unflushedStateBytes += stateBytes;
            if (unflushedBytes == 0) {
                unflushedSinceNanos = System.nanoTime();
                changed.signal();
            }
            unflushedBytes += logBytes;
            if (unflushedBytes >= bytes && waitsForBytes) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** About how many bytes of changes are not on the disk: those of a flush that is under way, and those of the next. */
    long unflushedStateBytes() {
        return unflushedStateBytes;
    }

    /** Why no more changes can be made, for good or until there is room on the disk; empty if they can. */
    String trouble() {
        StorageException known = failure;
        if (known != null) {
            return String.valueOf(known.getMessage());
        }
        return state.isStuck() ? NO_ROOM : "";
    }

    /** Why the state can be flushed no more, or null as long as all is well. */
    @Nullable
    StorageException failure() {
        return failure;
    }

    /**
     * Returns when all that was applied before is on the disk. Blocks.
     *
     * @throws StorageException FULL if there is no room for it, or a kind of its own that may pass, too; else it is final
     */
    void flush() {
        flushing.lock();
        try {
            StorageException before = failure;
            if (before != null) {
                throw before;
            }
            requireRoom();
            if (state.isStuck()) {
                state.reopen(() -> sources.forEach(Source::refill));
            }
            take();
            List<Long> applied = new ArrayList<>();
            for (Source source : sources) {
                applied.add(source.applied());
            }
            state.flush();
            for (int i = 0; i < sources.size(); i++) {
                sources.get(i).flushed(applied.get(i));
            }
            taken();
        } catch (RuntimeException e) {
            giveBack();
            StorageException known = e instanceof StorageException given
                    ? given
                    : new StorageException(Kind.FAILED, "flushing the state failed: " + e.getMessage(), e);
            if (!known.kind().mayPass()) {
                failure = known;
            }
            throw known;
        } finally {
            flushing.unlock();
        }
    }

    /** A flush that finds no room has the state made anew, so none is begun that would not: until later the log has everything. */
    private void requireRoom() {
        long wanted = 2 * unflushedStateBytes + SPARE_BYTES;
        long free = state.freeBytes();
        if (free < wanted) {
            throw new StorageException(
                    Kind.FULL,
                    "No space left on the disk but " + (free >> 10) + " KiB, and the state needs " + (wanted >> 10)
                            + " KiB: make room");
        }
    }

    private void take() {
        lock.lock();
        try {
            takenBytes = unflushedBytes;
            takenStateBytes = unflushedStateBytes;
            unflushedBytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken is on the disk. */
    private void taken() {
        lock.lock();
        try {
            unflushedStateBytes -= takenStateBytes;
            takenBytes = 0;
            takenStateBytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken, if anything, is not on the disk. */
    private void giveBack() {
        lock.lock();
        try {
            unflushedBytes += takenBytes;
            takenBytes = 0;
            takenStateBytes = 0;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitDue()) {
            try {
                flush();
            } catch (StorageException e) {
                if (!e.kind().mayPass()) {
                    return; // it is kept, and told to whoever writes
                }
                pauseUntilRetry();
            }
        }
    }

    /** There was no room: there may be some in a while. */
    private void pauseUntilRetry() {
        lock.lock();
        try {
            long left = RETRY_NANOS;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // nobody has a reason to; tries again at once
        } finally {
            lock.unlock();
        }
    }

    /** Returns when it is time to flush; false when closed. */
    private boolean awaitDue() {
        lock.lock();
        try {
            while (!closed) {
                long left = nanos;
                if (unflushedBytes > 0) {
                    left = unflushedSinceNanos + nanos - System.nanoTime();
                    if (unflushedBytes >= bytes || left <= 0) {
                        return true;
                    }
                }
                waitsForBytes = true;
                changed.awaitNanos(left);
                waitsForBytes = false;
            }
            return false;
        } catch (InterruptedException e) {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread, without a last flush. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        Threads.join(thread);
    }
}
