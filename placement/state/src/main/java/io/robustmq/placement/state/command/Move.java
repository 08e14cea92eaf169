package io.robustmq.placement.state.command;

/** One step of a group's membership or leadership. */
public sealed interface Move {

    int groupId();

    /** The node the step is about. */
    String nodeId();

    /** A new replica, as learner. */
    record AddReplica(int groupId, String nodeId) implements Move {}

    /** A replica is to leave. */
    record RemoveReplica(int groupId, String nodeId) implements Move {}

    /** A voter should lead. */
    record PreferLeader(int groupId, String nodeId) implements Move {}
}
