package io.robustmq.broker.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.internal.OutOfDirectMemoryError;
import org.jspecify.annotations.Nullable;

/**
 * A client's input: hands bytes to the connection, and keeps what it leaves or may not have yet.
 *
 * <p>Holding works by counting: the core's pause is one reason to hold, a move to another lane another. What was read
 * already stays here; at most what the socket's receive buffer and one read held. Owned by its link.
 */
final class Inflow {
    /** A read's buffer is kept for a few left-over bytes only if this little is wasted, and never a slice of a larger one. */
    private static final int WASTE = 4096;

    private final NettyLink link;
    private final Channel channel;
    private @Nullable ByteBuf rest;
    private int holds;
    private boolean handing;
    private boolean again;
    private boolean ended;

    Inflow(NettyLink link, Channel channel) {
        this.link = link;
        this.channel = channel;
    }

    /** Takes over {@code in}. */
    void onRead(ByteBuf in) {
        ByteBuf earlier = rest;
        if (ended || !in.isReadable()) {
            in.release();
            return;
        }
        if (earlier != null && holds == 0) {
            rest = null;
            handIn(complete(earlier, in));
            earlier = rest;
        }
        if (earlier != null) {
            rest = null;
            rest = Cumulation.join(channel.alloc(), earlier, in);
        } else {
            handIn(in);
        }
    }

    private ByteBuf complete(ByteBuf earlier, ByteBuf in) {
        try {
            return Cumulation.complete(channel.alloc(), earlier, in);
        } catch (OutOfDirectMemoryError e) {
            in.release();
            throw e;
        }
    }

    private void handIn(ByteBuf in) {
        handing = true;
        do {
            again = false;
            if (in.isReadable() && holds == 0 && !ended) {
                link.onBytes(in);
            }
        } while (again);
        handing = false;
        keep(in);
    }

    private void keep(ByteBuf in) {
        int bytes = in.readableBytes();
        if (bytes == 0 || ended) {
            in.release();
        } else if (in.capacity() - bytes > WASTE || in.unwrap() != null) {
            rest = compact(in, bytes);
        } else {
            rest = in;
        }
    }

    /** Takes over {@code in}. */
    private ByteBuf compact(ByteBuf in, int bytes) {
        ByteBuf small;
        try {
            small = channel.alloc().directBuffer(bytes);
        } catch (OutOfDirectMemoryError e) {
            return in; // wastes memory, but that is there
        }
        small.writeBytes(in);
        in.release();
        return small;
    }

    void hold() {
        holds++;
    }

    /** Takes back one hold. Bytes that are there are handed in, but not from within this call. */
    void release() {
        holds--;
        if (holds > 0) {
            return;
        }
        if (handing) {
            again = true;
        } else {
            link.lane().execute(this::drain);
        }
    }

    /** Takes back one hold and hands in, at once, what is there. */
    void releaseNow() {
        holds--;
        drain();
    }

    /** Hands in what is there, unless it is held again; then reads on, or tells that there is nothing more. */
    private void drain() {
        ByteBuf left = rest;
        if (left != null && holds == 0) {
            rest = null;
            handIn(left);
        }
        if (holds == 0) {
            channel.config().setAutoRead(true);
            link.maybeGone();
        }
    }

    /** Whether bytes wait here that may still be wanted. */
    boolean isHeld() {
        return holds > 0 && rest != null;
    }

    /** Throws away what is here and all that comes. */
    void end() {
        ended = true;
        ByteBuf left = rest;
        if (left != null) {
            rest = null;
            left.release();
        }
    }
}
