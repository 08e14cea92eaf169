package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.LogException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What waits for the committer, bounded. Filled by any thread, emptied by the committer's. */
final class AppendQueue {
    private final long maxBytes;
    private final int maxAppends;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;

    /** Why nothing more is taken; null while it is. */
    private @Nullable LogException refusal;

    AppendQueue(long maxBytes, int maxAppends) {
        this.maxBytes = maxBytes;
        this.maxAppends = maxAppends;
    }

    /** Takes an append in; returns why not, or null. */
    @Nullable
    LogException offer(Waiting.Append append) {
        lock.lock();
        try {
            if (refusal != null) {
                return refusal;
            }
            if (!waiting.isEmpty() && (bytes + append.bytes() > maxBytes || waiting.size() >= maxAppends)) {
                return new LogException(
                        LogException.Kind.FULL,
                        waiting.size() + " appends of " + bytes + " bytes wait already: try again when some are done");
            }
            bytes += append.bytes();
            waiting.add(append);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes in what is no append, whatever waits; returns why not, or null. */
    @Nullable
    LogException offer(Waiting.Roll roll) {
        lock.lock();
        try {
            if (refusal == null) {
                waiting.add(roll);
            }
            return refusal;
        } finally {
            lock.unlock();
        }
    }

    /** Takes in the last of all; from then on all is refused for this reason. Returns why not, or null. */
    @Nullable
    LogException offerLast(Waiting.Close close, LogException afterwards) {
        lock.lock();
        try {
            LogException before = refusal;
            if (before == null) {
                waiting.add(close);
                refusal = afterwards;
            }
            return before;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next ones out, in order: appends of about {@code maxBytes} together, or one thing that is no append. */
    List<Waiting> take(long maxBytes) {
        lock.lock();
        try {
            List<Waiting> taken = new ArrayList<>(Math.min(waiting.size(), 1024));
            long sum = 0;
            for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
                if (!(next instanceof Waiting.Append append)) {
                    if (taken.isEmpty()) {
                        taken.add(waiting.remove());
                    }
                    break;
                }
                sum += append.bytes();
                if (!taken.isEmpty() && sum > maxBytes) {
                    break;
                }
                taken.add(waiting.remove());
                bytes -= append.bytes();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is taken, and what waits is refused as well; returns that. */
    List<Waiting> refuseAll(LogException why) {
        lock.lock();
        try {
            refusal = why;
            List<Waiting> left = List.copyOf(waiting);
            waiting.clear();
            bytes = 0;
            return left;
        } finally {
            lock.unlock();
        }
    }
}
