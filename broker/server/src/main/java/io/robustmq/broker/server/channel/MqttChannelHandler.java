package io.robustmq.broker.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.robustmq.broker.core.port.Peer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of every pipeline, and the only one of a plain TCP connection: what happens to the socket, told to the
 * {@link NettyLink}, which comes with {@link #start} when the steps before MQTT are done.
 */
final class MqttChannelHandler extends ChannelInboundHandlerAdapter implements ChannelFutureListener {
    private static final Logger LOG = Logger.getLogger(MqttChannelHandler.class);

    private final Entrance entrance;
    private final NettyLane acceptedOn;
    private final long acceptedNanos;
    private final String socketAddress;
    private final int socketPort;
    private @Nullable String countedAddress;
    private @Nullable ByteBuf first;
    private @Nullable NettyLink link;

    /**
     * @param lane the one the socket begins on
     * @param first what was read of the socket already, or null; ours to release
     */
    MqttChannelHandler(
            Entrance entrance, NettyLane lane, long nowNanos, String address, int port, @Nullable ByteBuf first) {
        this.entrance = entrance;
        this.acceptedOn = lane;
        this.acceptedNanos = nowNanos;
        this.socketAddress = address;
        this.socketPort = port;
        this.first = first;
    }

    /** This address was counted for us and has to be released in the end. */
    void counted(String address) {
        countedAddress = address;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (entrance.isPlain()) {
            start(ctx, new Peer(socketAddress, socketPort, entrance.listener(), null));
            handInFirst();
        } else {
            acceptedOn.opening().add(ctx.channel(), acceptedNanos + entrance.openTimeoutNanos());
            new Opening(entrance, this, ctx, socketAddress, socketPort).begin();
        }
    }

    private void handInFirst() {
        ByteBuf bytes = first;
        NettyLink started = link;
        if (bytes != null && started != null) {
            first = null;
            started.onRead(bytes);
            started.onReadComplete();
        }
    }

    /** MQTT begins. */
    void start(ChannelHandlerContext ctx, Peer peer) {
        NettyLink started = new NettyLink(ctx, entrance, acceptedOn, peer);
        link = started;
        started.open(acceptedNanos);
        if (!entrance.isPlain()) {
            acceptedOn.opening().remove(ctx.channel());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        NettyLink started = link;
        if (started != null && message instanceof ByteBuf bytes) {
            started.onRead(bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        NettyLink started = link;
        if (started != null) {
            started.onReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        NettyLink started = link;
        if (started != null) {
            started.onWritability();
        }
    }

    @Override
    public void channelRegistered(ChannelHandlerContext ctx) {
        NettyLink started = link;
        LaneMove move = started == null ? null : started.move();
        if (move != null) {
            move.onRegistered();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        leave();
        NettyLink started = link;
        if (started != null) {
            started.onGone();
        } else {
            acceptedOn.opening().remove(ctx.channel());
        }
    }

    private void leave() {
        entrance.leave(countedAddress);
        ReferenceCountUtil.release(first);
        first = null;
    }

    /** No loop took the socket, because they are about to end; nothing else will ever be told of it. */
    @Override
    public void operationComplete(ChannelFuture registered) {
        if (!registered.isSuccess()) {
            leave();
        }
    }

    /** Resets, TLS alerts and the like: the end of this connection, and of interest to nobody else. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LastResort.maybeEnd(cause);
        LOG.debugf(cause, "connection from %s:%d ends", socketAddress, socketPort);
        ctx.close();
    }
}
