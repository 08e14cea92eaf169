package io.robustmq.journal.storage.thread;

import io.robustmq.journal.storage.commit.Committer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** The thread that drives a {@link Committer}. Sleeps while nothing waits. */
public final class CommitterThread implements AutoCloseable {
    private static final long LONGEST_SLEEP_MILLIS = 60_000;

    private final Committer committer = new Committer(this::wakeUp);
    private final Thread thread;

    /** Whether something came since the turn began. */
    private final AtomicBoolean called = new AtomicBoolean();

    private volatile boolean stopped;

    private CommitterThread(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    public static CommitterThread start(String name) {
        CommitterThread started = new CommitterThread(name);
        started.thread.start();
        return started;
    }

    public Committer committer() {
        return committer;
    }

    private void wakeUp() {
        if (!called.get() && called.compareAndSet(false, true)) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!stopped) {
            called.set(false);
            if (!committer.turn(System.currentTimeMillis()) && !called.get()) {
                sleep();
            }
        }
    }

    private void sleep() {
        long millis = Math.min(committer.dueMillis() - System.currentTimeMillis(), LONGEST_SLEEP_MILLIS);
        if (millis > 0) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    /** Ends the thread; close the logs first. Waits for the turn under way; not from the thread itself. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException wait) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
