package io.robustmq.broker.core.cluster;

/** What {@link ClientOwnership} needs from outside. Called under its lock: must not block, nor call back at once. */
public interface OwnershipPort {

    /** Whether this broker may serve as this member, by the clock. Called often, by any thread, and not under the lock. */
    boolean mayServe(Member me);

    /** Sends to another broker, in order; or loses it. */
    void send(Member to, OwnerMessage message);

    /**
     * A client of this broker is to go.
     *
     * @param done to be run, later, when nothing is delivered to it here any more
     */
    void giveUp(String clientId, Runnable done);
}
