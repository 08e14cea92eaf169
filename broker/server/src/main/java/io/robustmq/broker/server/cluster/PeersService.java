package io.robustmq.broker.server.cluster;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.broker.api.v1.Accepted;
import io.robustmq.broker.api.v1.Batch;
import io.robustmq.broker.api.v1.ControlAnswer;
import io.robustmq.broker.api.v1.ControlFrame;
import io.robustmq.broker.api.v1.PeersGrpc;
import io.robustmq.broker.api.v1.Publication;
import io.robustmq.broker.api.v1.RoutePage;
import io.robustmq.broker.core.cluster.NodeFigures;
import io.robustmq.broker.core.cluster.OwnerMessage;
import io.robustmq.broker.core.cluster.PeerRoutes;
import io.robustmq.broker.core.forward.ForwardBatch;
import io.robustmq.broker.core.node.Node;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes what other brokers send: their routes, what they say of client ids, and their messages. Runs on the threads of the connections; nothing blocks. */
final class PeersService extends PeersGrpc.PeersImplBase {
    private static final Logger LOG = Logger.getLogger(PeersService.class);
    private static final long BUSY_MILLIS = 5;

    private final Greeting greeting;
    private final BiConsumer<Peer, OwnerMessage> owners;
    private final BiConsumer<Peer, NodeFigures> figures;
    private final Node node;
    private final ScheduledExecutorService timer;
    private final ClusterCounters counters;

    /**
     * @param greeting knows who says hello
     * @param owners takes what it says of client ids
     * @param figures takes its statistics
     */
    PeersService(
            Greeting greeting,
            BiConsumer<Peer, OwnerMessage> owners,
            BiConsumer<Peer, NodeFigures> figures,
            Node node,
            ScheduledExecutorService timer,
            ClusterCounters counters) {
        this.greeting = greeting;
        this.owners = owners;
        this.figures = figures;
        this.node = node;
        this.timer = timer;
        this.counters = counters;
    }

    private static Status outOfOrder(String what) {
        return Status.OUT_OF_RANGE.withDescription(what + " does not follow the one before");
    }

    // ---- routes and client ids

    @Override
    public StreamObserver<ControlFrame> control(StreamObserver<ControlAnswer> answers) {
        return new ControlFrom(answers);
    }

    private final class ControlFrom implements StreamObserver<ControlFrame> {
        private final StreamObserver<ControlAnswer> answers;
        private @Nullable Peer peer;
        private boolean ended;

        ControlFrom(StreamObserver<ControlAnswer> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(ControlFrame frame) {
            if (ended) {
                return;
            }
            try {
                take(frame);
            } catch (RuntimeException e) {
                LOG.error("cluster: routes or client ids of another broker are not understood; it sends them again", e);
                end(Status.INVALID_ARGUMENT.withDescription(e.toString()));
            }
        }

        private void take(ControlFrame frame) {
            Peer from = peer;
            if (from == null) {
                greet(frame);
                return;
            }
            if (from.controlFrom != this) {
                end(Status.ABORTED.withDescription("there is a newer stream"));
                return;
            }
            switch (frame.getFrameCase()) {
                case ROUTE_PAGE -> take(frame.getRoutePage(), from.routes());
                case ROUTE_CHANGES -> {
                    if (!from.routes().change(RouteMessages.changes(frame.getRouteChanges()))) {
                        end(outOfOrder("a change of routes"));
                    }
                }
                case CLIENT_ID -> {
                    OwnerMessage message = ClientIdMessages.message(frame.getClientId());
                    if (message != null) {
                        owners.accept(from, message);
                    }
                }
                case FIGURES -> figures.accept(from, FigureMessages.figures(frame.getFigures()));
                case HELLO, FRAME_NOT_SET -> {} // nothing, or something of a later release
            }
        }

        private void greet(ControlFrame frame) {
            Peer known;
            try {
                known = greeting.of(frame.getHello());
            } catch (StatusException e) {
                end(e.getStatus());
                return;
            }
            peer = known;
            known.beginControl(this);
            ControlAnswer.Builder answer = ControlAnswer.newBuilder();
            long number = known.routes().number();
            if (number != PeerRoutes.NOTHING) {
                answer.setRoutesNumber(number);
            }
            answers.onNext(answer.build());
        }

        private static void take(RoutePage page, PeerRoutes routes) {
            if (page.getIsFirst()) {
                routes.begin();
            }
            routes.fill(RouteMessages.fromRows(page.getRowsList()));
            if (page.getIsLast()) {
                routes.complete(page.getNumber());
            }
        }

        private void end(Status why) {
            forget();
            answers.onError(why.asRuntimeException());
        }

        /** The peer says nothing more by this. */
        private void forget() {
            ended = true;
            Peer from = peer;
            if (from != null) {
                from.endControl(this);
            }
        }

        @Override
        public void onError(Throwable why) {
            forget();
        }

        @Override
        public void onCompleted() {
            forget();
            answers.onCompleted();
        }
    }

    // ---- messages

    @Override
    public StreamObserver<Batch> forward(StreamObserver<Accepted> answers) {
        ServerCallStreamObserver<Accepted> call = (ServerCallStreamObserver<Accepted>) answers;
        call.disableAutoRequest();
        call.request(1);
        return new ForwardFrom(call);
    }

    private final class ForwardFrom implements StreamObserver<Batch> {
        private final ServerCallStreamObserver<Accepted> answers;
        private @Nullable Peer peer;
        private boolean ended;

        ForwardFrom(ServerCallStreamObserver<Accepted> answers) {
            this.answers = answers;
            answers.setOnCancelHandler(() -> ended = true);
        }

        @Override
        public void onNext(Batch batch) {
            if (ended) {
                return;
            }
            try {
                Peer from = peer;
                if (from == null) {
                    greet(batch);
                } else {
                    take(batch, from);
                }
            } catch (RuntimeException e) {
                LOG.errorf(e, "cluster: batch %d of another broker is not delivered, or in part", batch.getNumber());
                end(Status.INVALID_ARGUMENT.withDescription(e.toString()));
            }
            if (!ended) {
                askForMore();
            }
        }

        private void greet(Batch batch) {
            Peer known;
            try {
                known = greeting.of(batch.getHello());
            } catch (StatusException e) {
                end(e.getStatus());
                return;
            }
            peer = known;
            long last;
            synchronized (known) {
                known.forwardFrom = this;
                last = known.lastBatch;
            }
            answers.onNext(Accepted.newBuilder().setNumber(last).build());
        }

        private void take(Batch batch, Peer from) {
            ForwardBatch messages = messages(batch);
            synchronized (from) { // one batch after the other, whatever stream it comes by
                if (from.forwardFrom != this) {
                    end(Status.ABORTED.withDescription("there is a newer stream"));
                    return;
                }
                if (batch.getNumber() > from.lastBatch + 1) {
                    end(outOfOrder("a batch"));
                    return;
                }
                if (batch.getNumber() == from.lastBatch + 1) {
                    from.lastBatch = batch.getNumber();
                    counters.received.add(messages.size());
                    node.peerDeliveries().deliver(messages);
                }
            }
            answers.onNext(Accepted.newBuilder().setNumber(batch.getNumber()).build());
        }

        private static ForwardBatch messages(Batch batch) {
            ForwardBatch messages = new ForwardBatch();
            long now = System.currentTimeMillis();
            for (Publication publication : batch.getPublicationsList()) {
                messages.add(Publications.message(publication, now), Publications.addressees(publication));
            }
            return messages;
        }

        /** Reads on, or a little later if lanes have enough to do: then the sender's window closes. */
        private void askForMore() {
            if (!node.isBusy()) {
                answers.request(1);
            } else if (!timer.isShutdown()) {
                var unused = timer.schedule(this::askForMore, BUSY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private void end(Status why) {
            ended = true;
            answers.onError(why.asRuntimeException());
        }

        @Override
        public void onError(Throwable why) {
            ended = true;
        }

        @Override
        public void onCompleted() {
            ended = true;
            answers.onCompleted();
        }
    }
}
