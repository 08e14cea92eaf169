package io.robustmq.journal.server.rpc;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.robustmq.journal.api.v1.JournalError;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.server.lead.JournalFault;
import io.robustmq.journal.storage.LogException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Faults as gRPC statuses. The code follows from the reason; the detail is the whole {@link JournalError}. */
final class Statuses {

    private Statuses() {}

    /** What the caller gets for anything that was thrown. */
    static StatusRuntimeException of(Throwable thrown) {
        return thrown instanceof StatusRuntimeException status ? status : of(error(thrown));
    }

    /** The same as a message. */
    static JournalError error(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case JournalFault fault -> fault.error();
            case LogException log -> error(Reason.STORAGE_FAILED, String.valueOf(log.getMessage()));
            default -> error(Reason.REASON_UNSPECIFIED, "this server failed: " + cause);
        };
    }

    private static JournalError error(Reason reason, String message) {
        return JournalError.newBuilder().setReason(reason).setMessage(message).build();
    }

    private static StatusRuntimeException of(JournalError error) {
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(code(error.getReason()).value())
                .setMessage(error.getMessage())
                .addDetails(Any.pack(error))
                .build());
    }

    static Code code(Reason reason) {
        return switch (reason) {
            case INVALID_FIELD, TOO_LARGE -> Code.INVALID_ARGUMENT;
            case UNKNOWN_SHARD -> Code.NOT_FOUND;
            case OUT_OF_SEQUENCE -> Code.FAILED_PRECONDITION;
            case NOT_LEADER, NO_QUORUM, SHUTTING_DOWN -> Code.UNAVAILABLE;
            case OUTCOME_UNKNOWN -> Code.UNKNOWN;
            case OVERLOADED, DISK_FULL -> Code.RESOURCE_EXHAUSTED;
            case STORAGE_FAILED, REASON_UNSPECIFIED, UNRECOGNIZED -> Code.INTERNAL;
        };
    }
}
