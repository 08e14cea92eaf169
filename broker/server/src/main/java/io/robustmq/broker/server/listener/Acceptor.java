package io.robustmq.broker.server.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.robustmq.broker.server.channel.Entrance;
import io.robustmq.broker.server.channel.NettyLane;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Hands the sockets one listening socket accepts to lanes, each in turn. With a listening socket a lane there is one to choose
 * from, and nothing crosses threads.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = Logger.getLogger(Acceptor.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final Entrance entrance;
    private final SocketTuning tuning;
    private final List<NettyLane> lanes;
    private int next;

    Acceptor(Entrance entrance, SocketTuning tuning, List<NettyLane> lanes) {
        this.entrance = entrance;
        this.tuning = tuning;
        this.lanes = lanes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel socket = (Channel) message;
        tuning.tuneClient(socket.config());
        entrance.enter(socket, lanes.get(next));
        next = (next + 1) % lanes.size();
    }

    /** Most likely there are no file descriptors left: what waits to be accepted waits a little longer. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.warnf(
                "cannot accept connections at %s, pausing for a second: %s",
                ctx.channel().localAddress(), cause);
        ctx.channel().config().setAutoRead(false);
        ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
