package io.robustmq.broker.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.core.port.Link;
import io.robustmq.broker.core.port.Peer;

/** A link whose socket takes everything at once: the buffer starts over whenever it has been filled. */
final class BenchLink implements Link {
    private static final int BUFFER_BYTES = 1 << 16;

    private final ByteBuf out = Unpooled.directBuffer(BUFFER_BYTES);
    private final Peer peer = new Peer("127.0.0.1", 1, "tcp", null);

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public ByteBuf buffer(int bytes) {
        if (out.writableBytes() < bytes) {
            out.clear();
        }
        return out;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void moveTo(int lane, Runnable then) {
        then.run();
    }

    @Override
    public void close() {}

    @Override
    public void cut() {}
}
