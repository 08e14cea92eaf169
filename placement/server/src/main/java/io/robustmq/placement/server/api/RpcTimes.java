package io.robustmq.placement.server.api;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How long calls take, by method and code. Streams are not timed: how long they last says nothing. */
public final class RpcTimes implements ServerInterceptor {

    /** Of the meter, with dots; Prometheus shows underscores, and the unit behind. */
    public static final String NAME = "robustmq.placement.rpc";

    public static final String DESCRIPTION = "How long calls took. Streams are not timed.";

    private final MeterRegistry registry;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    public RpcTimes(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (call.getMethodDescriptor().getType() != MethodType.UNARY) {
            return next.startCall(call, headers);
        }
        long began = System.nanoTime();
        String method = call.getMethodDescriptor().getServiceName() + "/"
                + call.getMethodDescriptor().getBareMethodName();
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        record(method, status.getCode().name(), System.nanoTime() - began);
                        super.close(status, trailers);
                    }
                },
                headers);
    }

    private void record(String method, String code, long nanos) {
        timers.computeIfAbsent(method + " " + code, key -> Timer.builder(NAME)
                        .description(DESCRIPTION)
                        .tag("method", method)
                        .tag("code", code)
                        .publishPercentileHistogram()
                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
