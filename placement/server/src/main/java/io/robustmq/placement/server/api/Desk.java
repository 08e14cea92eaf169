package io.robustmq.placement.server.api;

import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.server.centre.Centre;
import io.robustmq.placement.server.fault.Fault;
import io.robustmq.placement.server.fault.Statuses;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where all services find the running member, and how they answer. There is none until the member knows which cluster it is of. */
public final class Desk {

    private volatile @Nullable Centre centre;

    /** The member takes part from now on. */
    public void open(Centre running) {
        centre = running;
    }

    @Nullable
    Centre centreIfOpen() {
        return centre;
    }

    Centre centre() {
        Centre running = centre;
        if (running == null) {
            throw Fault.of(
                    Reason.CLUSTER_NOT_FORMED,
                    "this member belongs to no cluster yet",
                    "ask another one, or again later");
        }
        return running;
    }

    /** Sends what the call comes to: one message, or why not. What the call throws at once is a reason, too. */
    static <T> void answer(StreamObserver<T> observer, Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> result;
        try {
            result = call.get();
        } catch (RuntimeException fault) {
            result = CompletableFuture.failedFuture(fault);
        }
        result.whenComplete((message, fault) -> {
            if (fault == null) {
                observer.onNext(message);
                observer.onCompleted();
            } else {
                observer.onError(Statuses.of(fault));
            }
        });
    }

    /** The answer to a command, of the kind that command has. */
    <R extends Reply, T> CompletableFuture<T> command(Command command, Class<R> kind, Function<R, T> message) {
        return centre().submit(command).thenApply(reply -> message.apply(kind.cast(reply)));
    }

    /** The key of a command. Checked with the command, but never absent: then a command could not be sent again. */
    static String key(CommandHeader header) {
        if (header.getIdempotencyKey().isEmpty()) {
            throw Fault.field(
                    Reason.MISSING_FIELD,
                    "header.idempotency_key",
                    "is missing",
                    "a random key for this command, the same when it is sent again");
        }
        return header.getIdempotencyKey();
    }
}
