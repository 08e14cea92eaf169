package io.robustmq.journal.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.robustmq.journal.api.v1.JournalError;
import io.robustmq.journal.api.v1.Reason;
import java.util.concurrent.CompletionException;

/** What went wrong, as a server says it, or as the wire does. */
final class Faults {

    private Faults() {}

    static JournalError of(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof JournalException known) {
            return known.error();
        }
        Status status = StatusProto.fromThrowable(cause);
        if (status != null) {
            for (Any detail : status.getDetailsList()) {
                if (detail.is(JournalError.class)) {
                    return unpack(detail);
                }
            }
        }
        // Whoever was asked has not said anything: it is away, or the way to it.
        return JournalError.newBuilder()
                .setReason(Reason.OUTCOME_UNKNOWN)
                .setMessage(String.valueOf(cause.getMessage()))
                .build();
    }

    private static JournalError unpack(Any detail) {
        try {
            return detail.unpack(JournalError.class);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the same may go later, there or elsewhere. */
    static boolean mayPass(Reason reason) {
        return switch (reason) {
            case NOT_LEADER, NO_QUORUM, OUTCOME_UNKNOWN, OVERLOADED, DISK_FULL, SHUTTING_DOWN, UNKNOWN_SHARD -> true;
            case INVALID_FIELD, TOO_LARGE, OUT_OF_SEQUENCE, STORAGE_FAILED, REASON_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }
}
