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

    /**
     * There is another view: whoever is not in it any more is to be kept from writing to storage that brokers share.
     *
     * @return whether there is nothing to do; else {@link ClientOwnership#onFenced} is to be called when it is done
     */
    default boolean fences(View view) {
        return true;
    }

    /** All members of a view have told what they own: what nobody does of storage that brokers share is to be taken up. */
    default void settled(View view) {}

    /**
     * Of a client id whose home this is, nobody is the owner any more, but storage that brokers share may have something.
     *
     * @return whether this broker is about to claim it, or has passed it over
     */
    default boolean orphaned(String clientId) {
        return false;
    }

    /** Whether storage that brokers share has something of a client id that this broker cannot read, and so has not taken up. */
    default boolean isPassedOver(String clientId) {
        return false;
    }
}
