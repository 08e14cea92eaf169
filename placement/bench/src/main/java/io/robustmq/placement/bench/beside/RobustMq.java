package io.robustmq.placement.bench.beside;

import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.Change;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.Config;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.ResourcesGrpc;
import io.robustmq.placement.api.v1.WatchGrpc;
import io.robustmq.placement.api.v1.WatchRequest;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.api.v1.WatchStarted;
import io.robustmq.placement.api.v1.WriteRequest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A placement centre: values are configuration entries. */
final class RobustMq implements Target {

    private final String run = UUID.randomUUID().toString();
    private final AtomicLong commands = new AtomicLong();

    @Override
    public void put(Channel member, String key, String value, Duration deadline, StreamObserver<Object> answer) {
        Config config = Config.newBuilder().setKey(key).setText(value).build();
        WriteRequest request = WriteRequest.newBuilder()
                .setHeader(CommandHeader.newBuilder().setIdempotencyKey(run + "-" + commands.incrementAndGet()))
                .addChanges(Change.newBuilder().setPut(Entry.newBuilder().setConfig(config)))
                .build();
        ResourcesGrpc.newStub(member)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .write(request, Answers.of(answer));
    }

    /** Goes on where the state is now, as one does who has seen it: etcd's watches begin with no snapshot either. */
    @Override
    public void watch(Channel member, String prefix, Runnable started, Changed changed) {
        WatchStarted now = now(member);
        WatchRequest request = WatchRequest.newBuilder()
                .addKinds(Kind.CONFIG)
                .setClusterId(now.getClusterId())
                .setAfterRevision(now.getRevision())
                .build();
        WatchGrpc.newStub(member).watch(request, Answers.each(answer -> onWatch(answer, started, changed)));
    }

    /** Where the state is, as a watch of something of which there is nothing tells. */
    private static WatchStarted now(Channel member) {
        try (Context.CancellableContext asking = Context.current().withCancellation()) {
            WatchRequest request =
                    WatchRequest.newBuilder().addKinds(Kind.SCHEMA).build();
            return asking.call(() ->
                    WatchGrpc.newBlockingStub(member).watch(request).next().getStarted());
        } catch (Exception e) {
            throw new IllegalStateException("the member tells of no watch: " + e.getMessage(), e);
        }
    }

    private static void onWatch(WatchResponse answer, Runnable started, Changed changed) {
        if (answer.hasStarted()) {
            started.run();
        } else if (answer.hasDelta()) {
            changed.changed(answer.getDelta().getChangesCount());
        }
    }
}
