package io.robustmq.placement.client.call;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.client.fault.Failure;
import io.robustmq.placement.client.fault.Failures;
import io.robustmq.placement.client.fault.Nature;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.retry.Effort;
import io.robustmq.placement.client.retry.Safety;
import io.robustmq.placement.client.retry.Step;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One call: its tries, one after the other, until one of them settles it. */
final class OneCall<Q, A> {

    private final Caller caller;
    private final Rpc<Q, A> rpc;
    private final Q request;
    private final Limits limits;
    private final CompletableFuture<Answer<A>> result = new CompletableFuture<>();
    private final AtomicReference<@Nullable Sent> current = new AtomicReference<>();
    private final long begunNanos;
    private volatile Effort effort = Effort.NONE;

    /** @param request under its key */
    OneCall(Caller caller, Rpc<Q, A> rpc, Q request, Limits limits) {
        this.caller = caller;
        this.rpc = rpc;
        this.request = request;
        this.limits = limits;
        this.begunNanos = caller.nanoTime();
    }

    CompletableFuture<Answer<A>> result() {
        return result;
    }

    /** Sends it to whoever is to be asked now. */
    void attempt() {
        if (result.isDone()) {
            return;
        }
        String address = caller.members().leaderOrNext();
        long now = caller.nanoTime();
        long timeout = Math.max(1, Math.min(limits.tryNanos(), leftNanos(now)));
        Sent sent = new Sent();
        current.set(sent);
        CallOptions options = CallOptions.DEFAULT
                .withDeadlineAfter(timeout, TimeUnit.NANOSECONDS)
                .withStreamTracerFactory(sent);
        ClientCall<Q, A> call = caller.channels().of(address).newCall(rpc.method(), options);
        call.start(new Listener(address, now, sent), new Metadata());
        call.request(2); // a second answer would be noticed
        call.sendMessage(request);
        call.halfClose();
    }

    private final class Listener extends ClientCall.Listener<A> {
        private final String address;
        private final long sentNanos;
        private final Sent sent;
        private @Nullable A message;

        Listener(String address, long sentNanos, Sent sent) {
            this.address = address;
            this.sentNanos = sentNanos;
            this.sent = sent;
        }

        @Override
        public void onMessage(A answer) {
            message = answer;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!status.isOk()) {
                onFailure(address, Failures.of(status, trailers, sent.maybe()));
            } else if (message == null) {
                onFailure(address, new Failure.Broken(Status.Code.INTERNAL, "no answer in the answer", true));
            } else {
                onAnswer(address, new Answer<>(message, sentNanos));
            }
        }
    }

    private void onAnswer(String address, Answer<A> answer) {
        if (rpc.isOfLeader()) {
            caller.onLed(address);
        } else {
            caller.members().onAnswered(address);
        }
        result.complete(answer);
    }

    private void onFailure(String address, Failure failure) {
        boolean named = learn(address, failure);
        long left = leftNanos(caller.nanoTime());
        double chance = ThreadLocalRandom.current().nextDouble();
        switch (caller.rule().after(failure, rpc.safety(), effort, named, left, chance)) {
            case Step.GiveUp(boolean outcomeUnknown) ->
                result.completeExceptionally(PlacementException.of(failure, outcomeUnknown));
            case Step.Again(long afterNanos, Effort next) -> {
                effort = next;
                caller.later(this::attempt, afterNanos);
            }
        }
    }

    /** @return whether a leader was named that is worth asking at once */
    private boolean learn(String address, Failure failure) {
        if (failure instanceof Failure.Refused(var error)
                && (error.getReason() == Reason.NOT_LEADER
                        || !error.getLeaderAddress().isEmpty())) {
            return caller.members().onNotLeader(address, error.getLeaderAddress());
        }
        switch (Nature.of(failure)) {
            case REFUSED -> caller.members().onAnswered(address);
            case LATER -> {}
            case ELSEWHERE, UNSURE, FAULTY -> caller.members().onFailed(address);
        }
        return false;
    }

    private long leftNanos(long nowNanos) {
        return limits.patienceNanos() - (nowNanos - begunNanos);
    }

    /** The client closes: nobody is going to hear of the rest. */
    void onClosed() {
        Sent sent = current.get();
        boolean maybe = effort.maybeApplied() || (sent != null && sent.maybe());
        result.completeExceptionally(PlacementException.closed(rpc.safety() != Safety.READ && maybe));
    }
}
