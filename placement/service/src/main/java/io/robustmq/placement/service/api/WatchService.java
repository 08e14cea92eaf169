package io.robustmq.placement.service.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.ReadOptions;
import io.robustmq.placement.api.v1.WatchGrpc;
import io.robustmq.placement.api.v1.WatchRequest;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.service.centre.PlacementCentre;
import io.robustmq.placement.service.convert.Fields;
import io.robustmq.placement.service.convert.FromMessage;
import io.robustmq.placement.service.fault.Statuses;
import io.robustmq.placement.service.watch.Interest;
import io.robustmq.placement.service.watch.Outlet;
import io.robustmq.placement.service.watch.WatchHub;
import io.robustmq.placement.state.model.Kind;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Following the state. */
public final class WatchService extends WatchGrpc.WatchImplBase {

    private final Desk<?> desk;
    private final WatchHub hub;

    public WatchService(Desk<?> desk, WatchHub hub) {
        this.desk = desk;
        this.hub = hub;
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
        ServerCallStreamObserver<WatchResponse> stream = (ServerCallStreamObserver<WatchResponse>) observer;
        try {
            PlacementCentre centre = desk.centre();
            Interest interest = new Interest(kinds(request), request.getTenant());
            long after = Fields.large(request.getAfterRevision(), "after_revision");
            Begun begun = new Begun(stream);
            stream.setOnReadyHandler(begun::resume);
            stream.setOnCancelHandler(begun::cancel);
            reached(centre, after).whenComplete((done, fault) -> {
                if (fault == null) {
                    begun.as(hub.watch(interest, after, request.getClusterId(), new Stream(stream)));
                } else {
                    stream.onError(Statuses.of(fault));
                }
            });
        } catch (RuntimeException fault) {
            observer.onError(Statuses.of(fault));
        }
    }

    /** Who saw a revision that is not here yet saw it at a member that is ahead of this one, or before the cluster was set back. */
    private CompletableFuture<?> reached(PlacementCentre centre, long after) {
        return after > hub.log().image().revision()
                ? centre.read(ReadOptions.getDefaultInstance())
                : CompletableFuture.completedFuture(null);
    }

    /** A watch that may have been cancelled before it began. */
    private static final class Begun {
        private final ServerCallStreamObserver<WatchResponse> stream;
        private volatile WatchHub.@Nullable Subscription subscription;

        Begun(ServerCallStreamObserver<WatchResponse> stream) {
            this.stream = stream;
        }

        void as(WatchHub.Subscription begun) {
            subscription = begun;
            if (stream.isCancelled()) {
                begun.cancel();
            } else {
                begun.resume(); // it may have become ready in between
            }
        }

        void resume() {
            WatchHub.Subscription known = subscription;
            if (known != null) {
                known.resume();
            }
        }

        void cancel() {
            WatchHub.Subscription known = subscription;
            if (known != null) {
                known.cancel();
            }
        }
    }

    private static Set<Kind> kinds(WatchRequest request) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (int i = 0; i < request.getKindsCount(); i++) {
            kinds.add(FromMessage.kind(request.getKinds(i), "kinds[" + i + "]"));
        }
        return kinds;
    }

    private record Stream(ServerCallStreamObserver<WatchResponse> observer) implements Outlet {
        @Override
        public boolean isReady() {
            return observer.isReady();
        }

        @Override
        public void send(WatchResponse response) {
            if (!observer.isCancelled()) {
                observer.onNext(response);
            }
        }

        @Override
        public void fail(Throwable fault) {
            if (!observer.isCancelled()) {
                observer.onError(Statuses.of(fault));
            }
        }
    }
}
