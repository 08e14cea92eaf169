package io.robustmq.journal.server.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Behind what is applied, and who waits for more. Thread-safe. */
public final class AppliedEnd {
    private volatile long endOffset;

    /** By the offset they want to see passed. */
    private final TreeMap<Long, List<Runnable>> waiting = new TreeMap<>();

    private boolean closed;

    public long get() {
        return endOffset;
    }

    /** Moves on, or back to what a checkpoint has. Those who waited are told, on this thread. */
    void set(long applied) {
        List<Runnable> due = new ArrayList<>();
        synchronized (this) {
            endOffset = applied;
            Map<Long, List<Runnable>> passed = waiting.headMap(applied, false);
            passed.values().forEach(due::addAll);
            passed.clear();
        }
        due.forEach(Runnable::run);
    }

    /**
     * Calls once when there is something at or behind an offset, or nothing more will come: at once if that is so; or when this replica does
     * not lead any more. Do little.
     */
    public void whenBeyond(long offset, Runnable task) {
        synchronized (this) {
            if (endOffset <= offset && !closed) {
                waiting.computeIfAbsent(offset, none -> new ArrayList<>()).add(task);
                return;
            }
        }
        task.run();
    }

    /** Calls all who wait although nothing has come: whether anything will come here has changed. */
    void wake() {
        List<Runnable> all = new ArrayList<>();
        synchronized (this) {
            waiting.values().forEach(all::addAll);
            waiting.clear();
        }
        all.forEach(Runnable::run);
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        wake();
    }
}
