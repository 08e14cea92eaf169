package io.robustmq.placement.service.fault;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Faults as gRPC statuses. The code follows from the reason; the detail is the {@link PlacementError}, cut to what fits in headers. */
public final class Statuses {

    private static final Logger LOG = System.getLogger(Statuses.class.getName());

    private static final int FIELD_CHARS = 100;
    private static final int MESSAGE_CHARS = 400;

    private Statuses() {}

    /** What the caller gets for anything that was thrown. What is neither a fault nor a status is a defect of this member, and logged. */
    public static StatusRuntimeException of(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case Fault fault -> of(fault.error());
            case StatusRuntimeException status -> status;
            default -> defect(cause);
        };
    }

    private static StatusRuntimeException defect(Throwable cause) {
        LOG.log(Level.ERROR, "a call failed, and should not have", cause);
        return of(PlacementError.newBuilder()
                .setReason(Reason.REASON_UNSPECIFIED)
                .setMessage("this member failed: " + cause)
                .setAdvice("its log says more; report it")
                .build());
    }

    /** Texts may show what a caller sent, of any length; who does not get the headers gets no detail at all. */
    private static PlacementError clipped(PlacementError error) {
        return error.toBuilder()
                .setField(clipped(error.getField(), FIELD_CHARS))
                .setMessage(clipped(error.getMessage(), MESSAGE_CHARS))
                .setAdvice(clipped(error.getAdvice(), MESSAGE_CHARS))
                .build();
    }

    private static String clipped(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
        return text.substring(0, end) + "...";
    }

    private static StatusRuntimeException of(PlacementError whole) {
        PlacementError error = clipped(whole);
        String text = error.getField().isEmpty() ? error.getMessage() : error.getField() + ": " + error.getMessage();
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(code(error.getReason()).value())
                .setMessage(text)
                .addDetails(Any.pack(error))
                .build());
    }

    static Code code(Reason reason) {
        return switch (reason) {
            case MISSING_FIELD,
                    INVALID_FIELD,
                    TOO_LARGE,
                    BAD_PAGE_TOKEN,
                    NOT_A_HASH,
                    IDEMPOTENCY_KEY_REUSED,
                    BAD_BACKUP -> Code.INVALID_ARGUMENT;
            case NOT_FOUND, UNKNOWN_NODE -> Code.NOT_FOUND;
            case ALREADY_EXISTS -> Code.ALREADY_EXISTS;
            case VERSION_MISMATCH, CHANGE_UNDER_WAY, SLOW_WATCHER -> Code.ABORTED;
            case LIMIT_REACHED, OVERLOADED -> Code.RESOURCE_EXHAUSTED;
            case IN_USE,
                    TYPE_CHANGED,
                    WRONG_STATE,
                    WRONG_CLUSTER,
                    FENCED,
                    LEASE_EXPIRED,
                    NOT_ENOUGH_NODES,
                    WOULD_LOSE_QUORUM,
                    NOT_CAUGHT_UP -> Code.FAILED_PRECONDITION;
            case CLUSTER_NOT_FORMED, NOT_LEADER, NO_QUORUM, SHUTTING_DOWN -> Code.UNAVAILABLE;
            case OUTCOME_UNKNOWN -> Code.UNKNOWN;
            case REVISION_COMPACTED -> Code.OUT_OF_RANGE;
            case NOT_REACHED -> Code.DEADLINE_EXCEEDED;
            case STORAGE_FAILED, REASON_UNSPECIFIED, UNRECOGNIZED -> Code.INTERNAL;
        };
    }
}
