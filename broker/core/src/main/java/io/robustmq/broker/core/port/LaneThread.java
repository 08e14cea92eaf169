package io.robustmq.broker.core.port;

/** The one thread a lane is confined to, as the core sees it. */
public interface LaneThread {

    /** Runs {@code task} on the lane, later; may be called from any thread. */
    void execute(Runnable task);

    /**
     * Runs {@code task} on the lane once the events at hand have been worked off, in the order of these calls: the place to
     * flush what a turn has gathered. Called on the lane only.
     */
    void atEndOfTurn(Runnable task);
}
