package io.robustmq.broker.server.cluster;

import io.robustmq.broker.core.cluster.Member;
import io.robustmq.broker.core.cluster.NodeFigures;
import io.robustmq.broker.core.cluster.OwnerMessage;
import io.robustmq.broker.core.cluster.PeerRoutes;
import org.jspecify.annotations.Nullable;

/** Another broker of the view: what it has said of itself, and the streams to it. */
final class Peer {
    private final Member member;
    private final PeerRoutes routes;
    private final ControlStream control;
    private final ForwardStream forward;
    private final PeerChannel channel;

    /** The streams from it that count: it may have opened others before. */
    volatile @Nullable Object controlFrom;

    volatile @Nullable Object forwardFrom;

    /** The last batch taken over from it. Guarded by this. */
    long lastBatch;

    Peer(Member member, PeerRoutes routes, ControlStream control, ForwardStream forward, PeerChannel channel) {
        this.member = member;
        this.routes = routes;
        this.control = control;
        this.forward = forward;
        this.channel = channel;
    }

    Member member() {
        return member;
    }

    PeerRoutes routes() {
        return routes;
    }

    void start() {
        control.start();
        forward.start();
    }

    /** A stream of its comes, in place of the one before. */
    synchronized void beginControl(Object from) {
        controlFrom = from;
    }

    /** A stream of its has ended. */
    synchronized void endControl(Object from) {
        controlFrom = controlFrom == from ? null : controlFrom;
    }

    void say(OwnerMessage message) {
        control.send(ClientIdMessages.of(message));
    }

    void tell(NodeFigures figures) {
        control.send(FigureMessages.of(figures));
    }

    void routesChanged() {
        control.wake();
    }

    long waitingBytes() {
        return forward.waitingBytes();
    }

    /** Whether messages go both ways, and its routes are here. */
    boolean isReached() {
        return forward.isWelcome() && control.isWelcome() && routes.number() != PeerRoutes.NOTHING;
    }

    /** Whether what it tells of its routes comes here as it happens. */
    boolean isHeard() {
        return controlFrom != null && isReached();
    }

    /** It has left the view. */
    void close() {
        routes.close();
        control.close();
        forward.end();
        channel.close();
    }
}
