package io.robustmq.placement.service.api;

import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.centre.PlacementCentre;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.service.fault.Statuses;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where all services find who decides and holds the state, and how they answer. There is none until a member knows which cluster it
 * is of.
 */
public final class Desk<C extends PlacementCentre> {

    private volatile @Nullable C centre;

    /** From now on this one does. */
    public void open(C running) {
        centre = running;
    }

    /** Null while there is none. */
    public @Nullable C centreIfOpen() {
        return centre;
    }

    /** Throws a {@link Fault} while there is none. */
    public C centre() {
        C running = centre;
        if (running == null) {
            throw Fault.of(
                    Reason.CLUSTER_NOT_FORMED,
                    "this member belongs to no cluster yet",
                    "ask another one, or again later");
        }
        return running;
    }

    /** Sends what the call comes to: one message, or why not. What the call throws at once is a reason, too. */
    public static <T> void answer(StreamObserver<T> observer, Supplier<CompletableFuture<T>> call) {
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
    public <R extends Reply, T> CompletableFuture<T> command(Command command, Class<R> kind, Function<R, T> message) {
        return centre().submit(command).thenApply(reply -> message.apply(kind.cast(reply)));
    }

    /** The key of a command. Checked with the command, but never absent: then a command could not be sent again. */
    public static String key(CommandHeader header) {
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
