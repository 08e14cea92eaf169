package io.robustmq.placement.service.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.WatchGrpc;
import io.robustmq.placement.api.v1.WatchRequest;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.service.convert.Fields;
import io.robustmq.placement.service.convert.FromMessage;
import io.robustmq.placement.service.fault.Statuses;
import io.robustmq.placement.service.watch.Interest;
import io.robustmq.placement.service.watch.Outlet;
import io.robustmq.placement.service.watch.WatchHub;
import io.robustmq.placement.state.model.Kind;
import java.util.EnumSet;
import java.util.Set;

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
            desk.centre();
            Interest interest = new Interest(kinds(request), request.getTenant());
            long after = Fields.large(request.getAfterRevision(), "after_revision");
            WatchHub.Subscription subscription = hub.watch(interest, after, request.getClusterId(), new Stream(stream));
            stream.setOnReadyHandler(subscription::resume);
            stream.setOnCancelHandler(subscription::cancel);
        } catch (RuntimeException fault) {
            observer.onError(Statuses.of(fault));
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
