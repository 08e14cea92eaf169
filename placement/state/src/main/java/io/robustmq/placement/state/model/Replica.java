package io.robustmq.placement.state.model;

/** One node's part in a group. */
public record Replica(String nodeId, Role role) {

    /** How far its membership has come. */
    public enum Role {
        /** Catches up, does not vote. */
        LEARNER,
        VOTER,
        /** Still there, about to be removed. */
        LEAVING
    }

    public boolean is(Role wanted) {
        return role == wanted;
    }
}
