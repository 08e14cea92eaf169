package io.robustmq.placement.bench.beside;

import io.grpc.Channel;
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

    @Override
    public void watch(Channel member, String prefix, Runnable started, Changed changed) {
        WatchGrpc.newStub(member)
                .watch(
                        WatchRequest.newBuilder().addKinds(Kind.CONFIG).build(),
                        Answers.each(answer -> onWatch(answer, started, changed)));
    }

    private static void onWatch(WatchResponse answer, Runnable started, Changed changed) {
        if (answer.hasSnapshot() && answer.getSnapshot().getLast()) {
            started.run();
        } else if (answer.hasDelta()) {
            changed.changed(answer.getDelta().getChangesCount());
        }
    }
}
