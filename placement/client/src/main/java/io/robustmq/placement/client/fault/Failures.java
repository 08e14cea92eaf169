package io.robustmq.placement.client.fault;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.robustmq.placement.api.v1.PlacementError;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Failures as gRPC brings them. */
public final class Failures {

    private Failures() {}

    /**
     * @param trailers with the detail, if a service of ours has answered
     * @param sent whether the request may have reached the member
     */
    public static Failure of(Status status, @Nullable Metadata trailers, boolean sent) {
        com.google.rpc.Status detailed = StatusProto.fromThrowable(new StatusException(status, trailers));
        if (detailed != null) {
            for (Any detail : detailed.getDetailsList()) {
                if (detail.is(PlacementError.class)) {
                    try {
                        return new Failure.Refused(detail.unpack(PlacementError.class));
                    } catch (InvalidProtocolBufferException e) {
                        return new Failure.Broken(status.getCode(), "its detail cannot be read: " + e, sent);
                    }
                }
            }
        }
        String cause = status.getCause() == null ? "" : ": " + status.getCause();
        String text = status.getCode() + ": " + Objects.requireNonNullElse(status.getDescription(), "") + cause;
        return new Failure.Broken(status.getCode(), text, sent);
    }
}
