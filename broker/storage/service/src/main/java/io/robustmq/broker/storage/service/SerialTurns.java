package io.robustmq.broker.storage.service;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Turns on threads that are shared with others: one thing at a time, in the order it came, and what one does the next sees.
 * Thread-safe.
 */
public final class SerialTurns implements WriteQueue.Turns {
    /** So many at a time, then the thread goes to somebody else. */
    private static final int AT_A_TIME = 64;

    private final ScheduledExecutorService threads;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    public SerialTurns(ScheduledExecutorService threads) {
        this.threads = threads;
    }

    /** @throws RejectedExecutionException if the threads are gone */
    @Override
    public void run(Runnable work) {
        synchronized (this) {
            waiting.add(work);
            if (running) {
                return;
            }
            running = true;
        }
        hand();
    }

    @Override
    public void runAfter(long millis, Runnable work) {
        try {
            threads.schedule(() -> run(work), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the storage is closed: there is no later
        }
    }

    private void hand() {
        try {
            threads.execute(this::work);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                running = false;
                waiting.clear();
            }
            throw e;
        }
    }

    private void work() {
        for (int i = 0; i < AT_A_TIME; i++) {
            Runnable next;
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    running = false;
                    return;
                }
            }
            try {
                next.run();
            } catch (RuntimeException e) {
                Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), e);
            }
        }
        hand();
    }
}
