package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of writes, and the one thread that commits them: whatever waits when it comes round goes together, so that
 * one sync of the medium serves many. Stages complete on that thread, in the order of the queue.
 *
 * <p>A commit that fails with {@link Kind#UNAVAILABLE} or {@link Kind#FULL} fails its group and everything that was asked for
 * before that was told, so that nothing overtakes it when it is asked for again; any other failure is final: everything that
 * waits or comes later is answered {@link Kind#FAILED}. Thread-safe.
 *
 * @param <S> the adapter's shard
 */
public final class GroupCommit<S> implements AutoCloseable {

    /** What a group is committed to. Called by the thread of the queue only. */
    public interface Medium<S> {
        /**
         * Makes the writes safe, in order, and settles the outcome of each.
         *
         * @throws StorageException if nothing of the group was done, or it is not known
         */
        void commit(List<PendingWrite<S>> group);

        /** After every group, and now and then while there is none: for work that can wait. If it fails, that is final. */
        default void pause() {}
    }

    private final QueueLimits limits;
    private final Medium<S> medium;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final long pauseNanos;
    private final ArrayDeque<PendingWrite<S>> waiting = new ArrayDeque<>();
    private long waitingBytes;

    /** What was asked for while the first was being told of a failure; null while nobody is. */
    private @Nullable List<PendingWrite<S>> late;

    private boolean closed;
    private boolean idle;
    private volatile @Nullable StorageException failure;

    /** @param pauseMillis how long after the last write {@link Medium#pause} is called again */
    public GroupCommit(String name, QueueLimits limits, long pauseMillis, Medium<S> medium) {
        this.limits = limits;
        this.medium = medium;
        this.pauseNanos = pauseMillis * 1_000_000;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public CompletionStage<Written> submit(S shard, WriteBatch batch) {
        PendingWrite<S> write = new PendingWrite<>(shard, batch);
        lock.lock();
        try {
            if (failure != null) {
                return CompletableFuture.failedStage(failure);
            }
            if (closed) {
                return CompletableFuture.failedStage(new StorageException(Kind.CLOSED, "the storage is closed"));
            }
            if (late != null) {
                late.add(write);
                return write.stage();
            }
            if (waiting.size() >= limits.writes() || waitingBytes >= limits.bytes()) {
                return CompletableFuture.failedStage(full());
            }
            waiting.add(write);
            waitingBytes += write.sizeBytes();
            if (idle) {
                filled.signal();
            }
            return write.stage();
        } finally {
            lock.unlock();
        }
    }

    private StorageException full() {
        return new StorageException(
                Kind.FULL,
                waiting.size() + " writes of " + waitingBytes + " bytes wait for the storage; try again later, or raise"
                        + " queue_writes and queue_bytes");
    }

    /** Why no more is written, or null as long as all is well. */
    public @Nullable StorageException failure() {
        return failure;
    }

    private void run() {
        List<PendingWrite<S>> group = new ArrayList<>();
        while (take(group)) {
            try {
                if (!group.isEmpty()) {
                    commit(group);
                }
                if (failure == null) {
                    medium.pause();
                }
            } catch (Throwable e) {
                fail(e);
            }
            group.clear();
        }
    }

    /** Fills the group with what waits, if need be after waiting; false when closed and empty. */
    private boolean take(List<PendingWrite<S>> group) {
        lock.lock();
        try {
            idle = true;
            long left = pauseNanos;
            while (waiting.isEmpty() && !closed && left > 0) {
                left = filled.awaitNanos(left);
            }
            if (waiting.isEmpty()) {
                return !closed;
            }
            long bytes = 0;
            while (!waiting.isEmpty() && (group.isEmpty() || bytes < limits.groupBytes())) {
                PendingWrite<S> write = waiting.remove();
                bytes += write.sizeBytes();
                group.add(write);
            }
            waitingBytes -= bytes;
            return true;
        } catch (InterruptedException e) {
            return !closed; // nobody has a reason to; what waits is still written
        } finally {
            idle = false;
            lock.unlock();
        }
    }

    private void commit(List<PendingWrite<S>> group) {
        StorageException why = failure;
        if (why == null) {
            try {
                medium.commit(group);
            } catch (Throwable e) {
                why = asFailure(e);
                if (why.kind() == Kind.FAILED) {
                    fail(why);
                }
            }
        }
        StorageException last = why == null ? group.getLast().refusedForNow() : why;
        if (last != null && last.kind().mayPass()) {
            failWithAllBehind(group, why, last);
        } else {
            settleAll(group, why);
        }
    }

    private static <S> void settleAll(List<PendingWrite<S>> writes, @Nullable StorageException why) {
        writes.forEach(write -> settle(write, why));
    }

    private static <S> void settle(PendingWrite<S> write, @Nullable StorageException why) {
        if (why == null) {
            write.complete();
        } else {
            write.fail(why);
        }
    }

    /**
     * Tells a failure that may pass: as soon as the first has been told of it, what is asked for may go.
     *
     * @param why the whole group has failed; null if only the last ones have
     */
    private void failWithAllBehind(List<PendingWrite<S>> group, @Nullable StorageException why, StorageException last) {
        List<PendingWrite<S>> behind = beginToTell();
        int told = 0;
        boolean isFirst = false;
        while (!isFirst) {
            PendingWrite<S> write = group.get(told++);
            isFirst = why != null || write.refusedForNow() != null;
            settle(write, why);
        }
        List<PendingWrite<S>> late = endTelling();
        settleAll(group.subList(told, group.size()), why);
        settleAll(behind, last);
        settleAll(late, last);
    }

    /** Takes out all that waits; what comes from now on is {@link #late}. */
    private List<PendingWrite<S>> beginToTell() {
        lock.lock();
        try {
            List<PendingWrite<S>> behind = List.copyOf(waiting);
            waiting.clear();
            waitingBytes = 0;
            late = new ArrayList<>();
            return behind;
        } finally {
            lock.unlock();
        }
    }

    private List<PendingWrite<S>> endTelling() {
        lock.lock();
        try {
            List<PendingWrite<S>> behind = late == null ? List.of() : late;
            late = null;
            return behind;
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable e) {
        lock.lock();
        try {
            if (failure == null) {
                failure = asFailure(e);
            }
        } finally {
            lock.unlock();
        }
    }

    private static StorageException asFailure(Throwable e) {
        boolean mayPass = e instanceof StorageException known
                && (known.kind() == Kind.FAILED || known.kind() == Kind.UNAVAILABLE || known.kind() == Kind.FULL);
        return mayPass
                ? (StorageException) e
                : new StorageException(
                        Kind.FAILED, "writing failed, nothing more is written until a restart: " + e.getMessage(), e);
    }

    /** Commits what waits, then ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
        Threads.join(thread);
    }
}
