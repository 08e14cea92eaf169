package io.robustmq.operator.rollout.observe;

/**
 * One pod.
 *
 * @param uid changes when a pod is made anew: what is to be deleted is named by it
 * @param revision of the template it was made from
 */
public record PodView(int ordinal, String uid, String revision, State state) {

    /** How it is; one of them at a time. */
    public enum State {
        /** Not ready yet, and not for long: it may be reading its log. Never restarted. */
        STARTING,
        READY,
        /** It cannot start, or has not become ready in time. */
        STUCK,
        /** It has ended by itself, with 0: it was removed from the placement centre, and would end again. */
        REMOVED,
        TERMINATING
    }

    public boolean isReady() {
        return state == State.READY;
    }
}
