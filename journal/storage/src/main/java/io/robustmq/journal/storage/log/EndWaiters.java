package io.robustmq.journal.storage.log;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Who waits for a log to grow. Each is told once. */
final class EndWaiters {
    private final LongSupplier endOffset;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Waiter> waiters = new ArrayList<>();
    private volatile boolean any;
    private boolean closed;

    private record Waiter(long offset, Runnable task) {}

    /** @param endOffset one more than the last offset that may be read now */
    EndWaiters(LongSupplier endOffset) {
        this.endOffset = endOffset;
    }

    void add(long offset, Runnable task) {
        lock.lock();
        try {
            any = true;
            if (!closed && endOffset.getAsLong() <= offset) {
                waiters.add(new Waiter(offset, task));
                return;
            }
        } finally {
            lock.unlock();
        }
        task.run();
    }

    /** The log has grown. */
    void grown() {
        if (any) {
            tell(endOffset.getAsLong());
        }
    }

    /** Nothing comes any more: tells all. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        tell(Long.MAX_VALUE);
    }

    private void tell(long end) {
        List<Runnable> due = new ArrayList<>();
        lock.lock();
        try {
            for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
                Waiter waiter = each.next();
                if (waiter.offset < end) {
                    due.add(waiter.task);
                    each.remove();
                }
            }
            any = !waiters.isEmpty();
        } finally {
            lock.unlock();
        }
        for (Runnable task : due) {
            try {
                task.run();
            } catch (RuntimeException fault) {
                // A waiter's own trouble: neither the others nor the committer have any part in it.
            }
        }
    }
}
