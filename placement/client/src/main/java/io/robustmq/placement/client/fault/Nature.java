package io.robustmq.placement.client.fault;

import io.robustmq.placement.api.v1.Reason;

/**
 * What a failure means for whoever asked. The one table of it: a reason that is new in {@code common.proto} stops the build here.
 */
public enum Nature {
    /** An answer: surely not applied, and the same again would be answered the same. Never tried again. */
    REFUSED,
    /** Surely not applied; this member cannot, another one might. */
    ELSEWHERE,
    /** Surely not applied; the same member might later. */
    LATER,
    /** May or may not be applied; sending it again under the same key finds out. */
    UNSURE,
    /** May or may not be applied, and trying again is not going to help: a fault of a member, or an answer we do not know. */
    FAULTY;

    public static Nature of(Failure failure) {
        return switch (failure) {
            case Failure.Refused refused -> of(refused.error().getReason());
            case Failure.Broken broken -> of(broken);
        };
    }

    /** Whether the command may have been applied for all this failure says. */
    public boolean isOutcomeUnknown() {
        return this == UNSURE || this == FAULTY;
    }

    static Nature of(Reason reason) {
        return switch (reason) {
            case MISSING_FIELD,
                    INVALID_FIELD,
                    TOO_LARGE,
                    BAD_PAGE_TOKEN,
                    NOT_A_HASH,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    VERSION_MISMATCH,
                    IDEMPOTENCY_KEY_REUSED,
                    IN_USE,
                    LIMIT_REACHED,
                    TYPE_CHANGED,
                    WRONG_STATE,
                    WRONG_CLUSTER,
                    UNKNOWN_NODE,
                    FENCED,
                    LEASE_EXPIRED,
                    NOT_ENOUGH_NODES,
                    WOULD_LOSE_QUORUM,
                    NOT_CAUGHT_UP,
                    REVISION_COMPACTED,
                    SLOW_WATCHER,
                    BAD_BACKUP -> REFUSED;
            case CLUSTER_NOT_FORMED, NOT_LEADER, NO_QUORUM, SHUTTING_DOWN -> ELSEWHERE;
            case OVERLOADED, CHANGE_UNDER_WAY, NOT_REACHED -> LATER;
            // The member's disk is gone, not the cluster: its successor knows what was committed.
            case OUTCOME_UNKNOWN, STORAGE_FAILED -> UNSURE;
            case REASON_UNSPECIFIED, UNRECOGNIZED -> FAULTY;
        };
    }

    private static Nature of(Failure.Broken broken) {
        return switch (broken.code()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, INTERNAL -> broken.sent() ? UNSURE : ELSEWHERE;
            // gRPC's own answers, before the request came to a service.
            case UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED -> REFUSED;
            case OK,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    DATA_LOSS -> broken.sent() ? FAULTY : REFUSED;
        };
    }
}
