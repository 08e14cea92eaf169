package io.robustmq.placement.raft;

/** The log did not change its members, and they are who they were. */
public final class ChangeRefusedException extends RuntimeException {

    private final Why why;

    /** Why they are. */
    public enum Why {
        /** Another change is not through yet, or has come before this one: they are not who the caller thought they were. */
        ANOTHER_CHANGE,
        /** Nothing was heard of a new member, or it fell silent before it had what the others have. */
        NOT_CAUGHT_UP
    }

    public ChangeRefusedException(Why why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
