package io.robustmq.broker.core.outgoing;

/**
 * What the log has to do with the messages on their way to one client: those that stand in it are read when there is room, let
 * go when the client does, and kept count of. Asked by {@link OutgoingFlow}, on the session's lane.
 */
public interface LogSide {

    /** A client has come: what it has missed may be read. */
    void attach();

    /** The client has gone: what stands in the log does not wait in memory for it. */
    void detach();

    /** Whether there may be more to send in the log. */
    boolean follows();

    /** There is room: more may be read. The client is there, and nothing is to be sent again first. */
    void maybeRead();

    /**
     * Whether a message that is to be sent again, and was let go, has to be read first; then it is, and {@link OutgoingFlow#pump}
     * goes on.
     */
    boolean mustReload(Outgoing entry);

    /** Whether QoS 2 exchanges of messages in the log are kept: each step, before what follows from it. */
    boolean keepsExchanges();

    /** Has the step kept that an exchange is at; {@link KeptSteps} goes on with it. Only if {@link #keepsExchanges}. */
    void keep(Outgoing entry);

    /** It has ended for a message of the log that was on its way to the client; it has not gone back there. */
    void over(Outgoing entry, How how);
}
