package io.robustmq.placement.state.command;

/** Why a command is refused. The same names as in the API, which adds those that are about a member and not about the state. */
public enum Reason {
    /** Something is wrong with what was sent. */
    MISSING_FIELD,
    INVALID_FIELD,
    TOO_LARGE,
    NOT_A_HASH,

    /** It does not fit what is there. */
    NOT_FOUND,
    ALREADY_EXISTS,
    VERSION_MISMATCH,
    IDEMPOTENCY_KEY_REUSED,
    IN_USE,
    LIMIT_REACHED,
    TYPE_CHANGED,
    WRONG_STATE,

    /** The caller is not who may do this, or no longer. */
    WRONG_CLUSTER,
    UNKNOWN_NODE,
    FENCED,
    LEASE_EXPIRED,
    CLUSTER_NOT_FORMED,

    /** A group cannot be changed so. */
    NOT_ENOUGH_NODES,
    WOULD_LOSE_QUORUM,
    CHANGE_UNDER_WAY
}
