package io.robustmq.broker.server.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;

/**
 * A link on its way from one lane to another.
 *
 * <pre>
 *   old lane:  start ──► (end of the read) socket leaves the old loop ──► register with the new one
 *   new lane:                                                               └──► arrived: the core's task runs, reading goes on
 *   closed under way: the new lane hears of it as a task, and the core's task still runs before onClosed
 * </pre>
 *
 * <p>The old lane's thread owns the link until the socket has left its loop, the new one's from its first task on; nothing
 * touches the link in between.
 */
final class LaneMove implements ChannelFutureListener {
    private final NettyLink link;
    private final NettyLane target;
    private final Runnable then;

    LaneMove(NettyLink link, NettyLane target, Runnable then) {
        this.link = link;
        this.target = target;
        this.then = then;
    }

    void start(boolean gone) {
        if (gone) {
            onGone();
        } else {
            Channel.Unsafe socket = link.channel().unsafe();
            socket.deregister(socket.voidPromise());
        }
    }

    /** On the old lane: the socket has left its loop, open or because it was closed; of the latter {@link #onGone} tells. */
    void onUnregistered() {
        Channel channel = link.channel();
        if (channel.isOpen()) {
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
