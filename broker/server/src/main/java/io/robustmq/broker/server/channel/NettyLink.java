package io.robustmq.broker.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.internal.OutOfDirectMemoryError;
import io.robustmq.broker.core.port.Link;
import io.robustmq.broker.core.port.LinkEvents;
import io.robustmq.broker.core.port.Peer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A client's socket for the core, once it is ready for MQTT.
 *
 * <p>Confined to the lane that owns it; the owner changes in {@link LaneMove} only.
 *
 * <pre>
 *   open ──close()──► flushed ──────────────────────────► socket closed     nothing was left to say
 *                        └──► half closed, reading on ──► socket closed     we had last words: closing a socket that has
 *                                                                          unread input would destroy them (TCP reset)
 * </pre>
 */
final class NettyLink implements Link {
    private static final Logger LOG = Logger.getLogger(NettyLink.class);

    private final ChannelHandlerContext ctx;
    private final Entrance entrance;
    private final Peer peer;
    private final Inflow inflow;
    private final Outflow outflow;
    private NettyLane lane;
    private LinkEvents events = NobodyThere.INSTANCE;
    private @Nullable LaneMove move;
    private int reads;
    private boolean queued;
    private boolean closing;
    private boolean gone;
    private boolean told;

    NettyLink(ChannelHandlerContext ctx, Entrance entrance, NettyLane lane, Peer peer) {
        this.ctx = ctx;
        this.entrance = entrance;
        this.lane = lane;
        this.peer = peer;
        this.inflow = new Inflow(this, ctx.channel());
        this.outflow = new Outflow(ctx);
    }

    /** Makes the core's lane accept this link. */
    void open(long openedNanos) {
        events = lane.events().accept(this, openedNanos);
    }

    NettyLane lane() {
        return lane;
    }

    Channel channel() {
        return ctx.channel();
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public ByteBuf buffer(int bytes) {
        queue();
        try {
            return outflow.buffer(bytes);
        } catch (OutOfDirectMemoryError e) {
            endWithoutMemory(e);
            return Unpooled.buffer(bytes); // for nobody; the fault is not that of whoever writes
        }
    }

    private void queue() {
        if (!queued) {
            queued = true;
            lane.flushAtEndOfTurn(this);
        }
    }

    @Override
    public boolean isWritable() {
        return outflow.isWritable();
    }

    @Override
    public long pendingBytes() {
        return outflow.pendingBytes();
    }

    @Override
    public boolean isGone() {
        return gone;
    }

    @Override
    public void pauseReading() {
        inflow.hold();
        ctx.channel().config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        inflow.release();
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        inflow.end();
        if (move != null) {
            return;
        }
        if (saysNothingMore()) {
            ctx.close();
        } else {
            queue();
        }
    }

    /** Whether nothing was or will be written: then the socket is closed at once, and not read once more before. */
    private boolean saysNothingMore() {
        return !queued && !gone && entrance.isPlain() && outflow.isDrained();
    }

    @Override
    public void cut() {
        close();
        if (move == null) {
            NettyLane.abort(ctx.channel());
        }
    }

    @Override
    public void moveTo(int lane, Runnable then) {
        NettyLane target = this.lane.sibling(lane);
        inflow.hold();
        if (target == this.lane) {
            then.run();
            inflow.release();
            return;
        }
        if (queued) {
            this.lane.forget(this);
            queued = false;
            outflow.flush();
        }
        LaneMove started = new LaneMove(this, this.lane, target, then);
        move = started;
        started.start(gone);
    }

    /** The socket now belongs to the target, and we run there. */
    void onMoved(Runnable then) {
        move = null;
        if (closing) {
            queue();
        }
        then.run();
        inflow.releaseNow();
        maybeGone();
        onWritability();
    }

    /** From here on the target's thread owns the link. */
    void handTo(NettyLane target) {
        lane = target;
    }

    @Nullable
    LaneMove move() {
        return move;
    }

    /** Called by the lane at the end of a turn in which something was appended, or {@link #close} called. */
    void flush() {
        queued = false;
        boolean said = outflow.flush();
        if (closing) {
            finish(said);
        } else {
            onWritability();
        }
    }

    private void finish(boolean lastWords) {
        if (gone) {
            return;
        }
        if (!lastWords && outflow.isDrained()) {
            ctx.close();
            return;
        }
        lane.closing().add(ctx.channel(), System.nanoTime() + entrance.closeTimeoutNanos());
        ctx.channel().config().setAutoRead(true);
        outflow.drained().addListener(sent -> sayNoMore());
        tell();
    }

    private void sayNoMore() {
        if (entrance.isPlain() && ctx.channel() instanceof DuplexChannel socket && socket.isActive()) {
            socket.shutdownOutput();
        } else {
            ctx.close();
        }
    }

    void onRead(ByteBuf in) {
        inflow.onRead(in);
    }

    void onReadComplete() {
        reads = (reads + 1) & Integer.MAX_VALUE;
    }

    /** Turns in which the socket was read, modulo 2<sup>31</sup>. */
    int reads() {
        return reads;
    }

    void onBytes(ByteBuf in) {
        try {
            events.onBytes(in, System.nanoTime());
        } catch (RuntimeException e) {
            fail(e);
        } catch (OutOfDirectMemoryError e) {
            endWithoutMemory(e);
        }
    }

    void onWritability() {
        if (!closing && outflow.becameWritable()) {
            tellWritable();
        }
    }

    private void tellWritable() {
        try {
            events.onWritable(System.nanoTime());
        } catch (RuntimeException e) {
            fail(e);
        } catch (OutOfDirectMemoryError e) {
            endWithoutMemory(e);
        }
    }

    /** The sockets have all the memory there is for them. That is no fault of anybody's, and seen in the metrics. */
    private void endWithoutMemory(OutOfDirectMemoryError e) {
        LOG.debugf(e, "no memory for the connection from %s", peer);
        inflow.end();
        ctx.close();
    }

    /** A fault of ours, not the client's; it costs this connection and no other. */
    private void fail(RuntimeException e) {
        LOG.errorf(e, "connection from %s failed", peer);
        inflow.end();
        ctx.close();
    }

    /** The socket is closed. What it brought before is still handed in if the core reads slowly, or is moving the link. */
    void onGone() {
        gone = true;
        LaneMove underWay = move;
        if (underWay != null) {
            underWay.onGone();
        } else {
            lane.closing().remove(ctx.channel());
            maybeGone();
        }
    }

    void maybeGone() {
        if (gone && (closing || !inflow.isHeld())) {
            tell();
        } else if (gone && move == null) {
            tellWritable(); // what it brought is held: not because it should read first
        }
    }

    private void tell() {
        if (told) {
            return;
        }
        told = true;
        inflow.end();
        try {
            events.onClosed(System.nanoTime());
        } catch (RuntimeException e) {
            LOG.errorf(e, "closing the connection from %s failed", peer);
        } finally {
            outflow.drop();
        }
    }

    /** Who hears of a link until the core has taken it. */
    private enum NobodyThere implements LinkEvents {
        INSTANCE;

        @Override
        public void onBytes(ByteBuf in, long nowNanos) {}

        @Override
        public void onWritable(long nowNanos) {}

        @Override
        public void onClosed(long nowNanos) {}
    }
}
