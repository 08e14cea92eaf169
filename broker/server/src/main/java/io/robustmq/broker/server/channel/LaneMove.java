package io.robustmq.broker.server.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;

/**
 * A link on its way from one lane to another.
 *
 * <pre>
 *   old lane:  start ──► (quiet) ──► socket leaves the old loop ──► register with the new one
 *   new lane:                                                        └──► arrived: the core's task runs, reading goes on
 *   closed under way: the new lane hears of it as a task, and the core's task still runs before onClosed
 * </pre>
 *
 * <p>The old lane's thread owns the link until the socket has left its loop, the new one's from its first task on; nothing
 * touches the link in between. So nothing may be left behind either: where a read found more than it could take, or the
 * client has closed its side, Netty has queued a task that reads on, and would run it on the old thread even after the
 * socket has left. Such a task shows as a read between two of our tasks; without one, the socket is quiet and may leave.
 */
final class LaneMove implements ChannelFutureListener {
    private final NettyLink link;
    private final NettyLane origin;
    private final NettyLane target;
    private final Runnable then;
    private int reads = -1;
    private boolean left;

    LaneMove(NettyLink link, NettyLane origin, NettyLane target, Runnable then) {
        this.link = link;
        this.origin = origin;
        this.target = target;
        this.then = then;
    }

    void start(boolean gone) {
        if (gone) {
            onGone();
        } else {
            origin.execute(this::leave);
        }
    }

    /** Runs on the old lane until nothing was read since it ran last. */
    private void leave() {
        if (left || !link.channel().isOpen()) {
            return;
        }
        if (reads == link.reads()) {
            link.channel().deregister().addListener(left -> onLeft());
            return;
        }
        if (reads >= 0) {
            link.channel().config().setAutoRead(false);
        }
        reads = link.reads();
        origin.execute(this::leave);
    }

    /**
     * On the old lane: the socket has left its loop, open or because it was closed; of the latter {@link #onGone} tells.
     *
     * <p>Comes when the pipeline is through with {@code channelUnregistered}, and not from within that event: after it the
     * pipeline looks whether the channel is closed and if so throws its handlers out, on this thread, and by then the new lane
     * may have served and closed the socket and be about to tell its handlers so.
     */
    private void onLeft() {
        Channel channel = link.channel();
        if (channel.isOpen()) {
            left = true;
            link.handTo(target);
            target.loop().register(channel).addListener(this);
        }
    }

    /** On the new lane. */
    void onRegistered() {
        link.onMoved(then);
    }

    /** On the old lane: the socket was closed before it could leave. */
    void onGone() {
        left = true;
        link.handTo(target);
        target.execute(() -> link.onMoved(then));
    }

    /** The new loop did not take the socket, and has closed it. */
    @Override
    public void operationComplete(ChannelFuture registered) {
        if (!registered.isSuccess()) {
            target.execute(link::onGone);
        }
    }
}
