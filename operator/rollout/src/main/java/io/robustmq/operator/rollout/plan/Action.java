package io.robustmq.operator.rollout.plan;

import io.robustmq.operator.rollout.wanted.Release;
import io.robustmq.operator.rollout.wanted.Role;

/** One thing to do. Each can be done again without harm: who was killed in between plans anew. */
public sealed interface Action {

    /** Makes the StatefulSet, or makes it anew around the pods that are there; from what is wanted. */
    record CreateSet(Role role, int replicas) implements Action {}

    /** Writes what is wanted into the pods' template. No pod restarts by it ({@code OnDelete}). */
    record WriteTemplate(Role role) implements Action {}

    record SetReplicas(Role role, int replicas) implements Action {}

    /** Deletes this very pod; its StatefulSet makes it anew, from the newest template. */
    record DeletePod(Role role, int ordinal, String uid) implements Action {}

    /** Takes away a member of the placement centre; a leader hands over first. */
    record RemoveMember(int ordinal) implements Action {}

    /** Has the journal move what a node holds to others. */
    record Evacuate(int ordinal) implements Action {}

    record StopEvacuation(int ordinal) implements Action {}

    /** Has a broker send its clients elsewhere. */
    record Drain(int ordinal) implements Action {}

    record StopDrain(int ordinal) implements Action {}

    record GrowClaim(Role role, int ordinal, long bytes) implements Action {}

    /** Deletes the StatefulSet and leaves its pods running: its claim template cannot be changed. */
    record OrphanSet(Role role) implements Action {}

    /** Deletes a volume whose data is elsewhere. */
    record DeleteClaim(Role role, int ordinal) implements Action {}

    /** Lets the metadata use what this release brought; there is no way back. */
    record RaiseMetadata(Release release) implements Action {}
}
