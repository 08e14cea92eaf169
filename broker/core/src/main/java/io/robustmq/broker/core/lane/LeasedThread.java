package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.port.LaneThread;

/**
 * The thread of a lane of a cluster: before each task it looks whether the broker may serve still, by the clock. The process may have been
 * stopped while the task waited, and what it would give to a client is another broker's to give by now.
 */
public final class LeasedThread implements LaneThread {
    private final LaneThread thread;
    private Runnable look = () -> {};

    public LeasedThread(LaneThread thread) {
        this.thread = thread;
    }

    /** What looks, and ends the clients' connections if need be; told once, before anything runs. */
    public void looksBy(Runnable how) {
        look = how;
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(() -> {
            look.run();
            task.run();
        });
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        thread.atEndOfTurn(task);
    }
}
