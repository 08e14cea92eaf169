package io.robustmq.placement.client.call;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/** Whether a try has come to a connection that works: if not, no member can have seen its request. */
final class Sent extends ClientStreamTracer.Factory {

    private volatile boolean sent;

    boolean maybe() {
        return sent;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(Attributes transport, Metadata sentHeaders) {
                sent = true;
            }
        };
    }
}
