package io.robustmq.broker.server.cluster;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.broker.api.v1.ClientIdMessage;
import io.robustmq.broker.api.v1.ControlAnswer;
import io.robustmq.broker.api.v1.ControlFrame;
import io.robustmq.broker.api.v1.Figures;
import io.robustmq.broker.api.v1.Hello;
import io.robustmq.broker.api.v1.RoutePage;
import io.robustmq.broker.core.cluster.OwnRoutes;
import io.robustmq.broker.core.cluster.PeerRoutes;
import io.robustmq.broker.core.cluster.RouteChanges;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * This broker's routes, and what it has to say of client ids, on their way to one other. What is said of client ids goes first. Of the
 * routes the other gets what it does not have: changes, or all of them.
 *
 * <p>While the other is not reached nothing is kept of what is said of client ids: all that counts of it is said anew when it is again.
 */
final class ControlStream extends PeerStream<ControlFrame, ControlAnswer> {
    private static final int ROWS_A_PAGE = 1_000;

    private final Queue<ClientIdMessage> messages = new ConcurrentLinkedQueue<>();

    /** Whether the other is reached. */
    private volatile boolean isHeard;

    /** The newest that were not sent. */
    private final AtomicReference<@Nullable Figures> figures = new AtomicReference<>();

    private final PeerChannel channel;
    private final Hello hello;
    private final OwnRoutes routes;
    private final Runnable onWelcome;

    /** The number of the rows the other has when it has taken all that was sent. */
    private long position = PeerRoutes.NOTHING;

    /** What is to be sent next of the changes. */
    private final Deque<RouteChanges> ahead = new ArrayDeque<>();

    /** All rows, while they are being sent, and how many were. */
    private OwnRoutes.@Nullable Whole whole;

    private int sent;

    /** @param onWelcome what was sent before may be lost, and what is sent from now on is not */
    ControlStream(
            PeerChannel channel,
            Hello hello,
            OwnRoutes routes,
            Runnable onWelcome,
            ScheduledExecutorService timer,
            Executor workers,
            ClusterCounters counters) {
        super(timer, workers, counters);
        this.channel = channel;
        this.hello = hello;
        this.routes = routes;
        this.onWelcome = onWelcome;
    }

    /** Says something of a client id, in order, or loses it; never blocks. */
    void send(ClientIdMessage message) {
        if (isHeard) {
            messages.add(message);
            wake();
        }
    }

    /** What is to be said of client ids. */
    int waiting() {
        return messages.size();
    }

    /** Tells this broker's statistics, unless newer ones come first; never blocks. */
    void send(Figures newest) {
        figures.set(newest);
        wake();
    }

    @Override
    void open(StreamObserver<ControlAnswer> answers) {
        var unused = channel.stub().control(answers);
    }

    @Override
    ControlFrame hello() {
        return ControlFrame.newBuilder().setHello(hello).build();
    }

    @Override
    void onWelcome(ControlAnswer answer) {
        position = answer.hasRoutesNumber() ? answer.getRoutesNumber() : PeerRoutes.NOTHING;
        whole = null;
        ahead.clear();
        messages.clear();
        isHeard = true;
    }

    @Override
    void onParted() {
        isHeard = false;
        messages.clear();
    }

    @Override
    void afterWelcome() {
        onWelcome.run();
    }

    @Override
    void onAnswer(ControlAnswer answer) {}

    @Override
    void fill(ClientCallStreamObserver<ControlFrame> out) {
        while (out.isReady()) {
            ControlFrame next = next();
            if (next == null) {
                return;
            }
            out.onNext(next);
        }
    }

    private @Nullable ControlFrame next() {
        ClientIdMessage message = messages.poll();
        if (message != null) {
            return ControlFrame.newBuilder().setClientId(message).build();
        }
        Figures told = figures.getAndSet(null);
        if (told != null) {
            return ControlFrame.newBuilder().setFigures(told).build();
        }
        if (whole == null) {
            RouteChanges next = ahead.poll();
            if (next == null) {
                List<RouteChanges> changes = routes.since(position);
                if (changes == null) {
                    whole = routes.whole();
                    sent = 0;
                    return page(whole);
                }
                ahead.addAll(changes);
                next = ahead.poll();
            }
            if (next == null) {
                return null;
            }
            position = next.to();
            return ControlFrame.newBuilder()
                    .setRouteChanges(RouteMessages.of(next))
                    .build();
        }
        return page(whole);
    }

    private ControlFrame page(OwnRoutes.Whole all) {
        int from = sent;
        int to = Math.min(all.rows().size(), from + ROWS_A_PAGE);
        boolean isLast = to == all.rows().size();
        sent = to;
        if (isLast) {
            position = all.number();
            whole = null;
        }
        return ControlFrame.newBuilder()
                .setRoutePage(RoutePage.newBuilder()
                        .addAllRows(RouteMessages.rows(all.rows().subList(from, to)))
                        .setIsFirst(from == 0)
                        .setIsLast(isLast)
                        .setNumber(all.number()))
                .build();
    }
}
