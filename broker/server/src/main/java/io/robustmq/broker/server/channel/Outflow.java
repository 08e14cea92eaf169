package io.robustmq.broker.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A client's output: gathered in one pooled buffer during a turn, sent with one write at its end.
 *
 * <p>The buffer's first size is what the turn before needed (256 bytes to 64 KiB). What would make it larger than 64 KiB is
 * handed to the socket at once. It is gone between turns: an idle link holds none. Owned by its link.
 */
final class Outflow {
    private static final int SMALLEST = 256;
    private static final int LARGEST = 64 * 1024;

    private final ChannelHandlerContext ctx;
    private @Nullable ByteBuf buffer;
    private int firstBytes = SMALLEST;
    private int turnBytes;
    private boolean owesWritable;
    private boolean writing;

    Outflow(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** See {@link io.robustmq.broker.core.port.Link#buffer}. */
    ByteBuf buffer(int bytes) {
        ByteBuf current = buffer;
        if (current != null && current.writableBytes() < bytes) {
            if (current.readableBytes() + bytes > LARGEST) {
                handOver(current);
                current = null;
            } else {
                current.ensureWritable(bytes);
            }
        }
        if (current == null) {
            buffer = current = ctx.alloc().directBuffer(Math.max(bytes, firstBytes));
        }
        return current;
    }

    /** Sends before the turn is over, so that a busy turn neither looks like a slow reader nor piles up. */
    private void handOver(ByteBuf full) {
        turnBytes += full.readableBytes();
        buffer = null;
        writing = true;
        ctx.write(full, ctx.voidPromise());
        if (ctx.channel().isWritable()) {
            ctx.flush();
        }
        writing = false;
    }

    /** Sends what was gathered; whether there was anything. */
    boolean flush() {
        ByteBuf last = buffer;
        buffer = null;
        int bytes = turnBytes;
        turnBytes = 0;
        if (last == null) {
            return bytes > 0;
        }
        bytes += last.readableBytes();
        firstBytes = Math.clamp(Integer.highestOneBit(Math.max(1, bytes - 1)) << 1, SMALLEST, LARGEST);
        if (!last.isReadable() || !ctx.channel().isActive()) {
            last.release();
            return bytes > 0;
        }
        writing = true;
        ctx.writeAndFlush(last, ctx.voidPromise());
        writing = false;
        return true;
    }

    boolean isWritable() {
        if (ctx.channel().isWritable()) {
            return true;
        }
        owesWritable = true;
        return false;
    }

    /** Whether the core was told that the socket takes no more, and it now does; true once. Not while we are writing. */
    boolean becameWritable() {
        if (owesWritable && !writing && ctx.channel().isWritable()) {
            owesWritable = false;
            return true;
        }
        return false;
    }

    long pendingBytes() {
        ByteBuf current = buffer;
        return waitingBytes() + (current == null ? 0 : current.readableBytes());
    }

    /** Bytes the socket has not taken, without what this turn gathered. */
    private long waitingBytes() {
        Channel channel = ctx.channel();
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    boolean isDrained() {
        return buffer == null && waitingBytes() == 0;
    }

    /** Completes when all that was handed over so far has been taken by the socket. */
    ChannelFuture drained() {
        return ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }

    /** Forgets what was gathered: the socket is gone. */
    void drop() {
        ByteBuf lost = buffer;
        if (lost != null) {
            buffer = null;
            lost.release();
        }
    }
}
