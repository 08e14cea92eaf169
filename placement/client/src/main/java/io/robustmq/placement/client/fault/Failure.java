package io.robustmq.placement.client.fault;

import io.grpc.Status;
import io.robustmq.placement.api.v1.PlacementError;

/** Why one try of a call, or one stream of a watch, has come to nothing. */
public sealed interface Failure {

    /** In a sentence. */
    String text();

    /** A member has answered, and says why not. */
    record Refused(PlacementError error) implements Failure {
        @Override
        public String text() {
            String where = error.getField().isEmpty() ? "" : error.getField() + ": ";
            return error.getReason() + ": " + where + error.getMessage();
        }
    }

    /**
     * No member of the placement centre has answered: the connection or the time was lost, or gRPC itself answered.
     *
     * @param sent whether the request may have reached the member; false is sure
     */
    record Broken(Status.Code code, String text, boolean sent) implements Failure {}
}
