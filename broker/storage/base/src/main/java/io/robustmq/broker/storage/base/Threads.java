package io.robustmq.broker.storage.base;

/** Waits for threads to end, whatever interrupts. */
public final class Threads {
    private Threads() {}

    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
