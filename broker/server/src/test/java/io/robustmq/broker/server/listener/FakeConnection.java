package io.robustmq.broker.server.listener;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.core.port.Link;
import io.robustmq.broker.core.port.LinkEvents;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A connection without a protocol: takes whole frames off its bytes and does with each what the test says. */
final class FakeConnection implements LinkEvents {
    final Link link;
    final int acceptedOn;
    final List<byte[]> frames = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    private final BiConsumer<FakeConnection, byte[]> onFrame;
    private boolean taking = true;
    private boolean closed;

    FakeConnection(Link link, int lane, BiConsumer<FakeConnection, byte[]> onFrame) {
        this.link = link;
        this.acceptedOn = lane;
        this.onFrame = onFrame;
    }

    @Override
    public void onBytes(ByteBuf in, long nowNanos) {
        requireOpen();
        while (taking) {
            byte[] frame = take(in);
            if (frame.length == 0) {
                return;
            }
            frames.add(frame);
            onFrame.accept(this, frame);
        }
    }

    private static byte[] take(ByteBuf in) {
        int start = in.readerIndex();
        int length = 0;
        for (int i = 1; i < in.readableBytes() && i <= 4; i++) {
            int digit = in.getByte(start + i);
            length |= (digit & 0x7F) << (7 * (i - 1));
            if (digit >= 0) {
                int whole = 1 + i + length;
                byte[] frame = new byte[in.readableBytes() < whole ? 0 : whole];
                in.readBytes(frame);
                return frame;
            }
        }
        return new byte[0];
    }

    @Override
    public void onWritable(long nowNanos) {
        requireOpen();
        events.add("writable");
    }

    @Override
    public void onClosed(long nowNanos) {
        requireOpen();
        closed = true;
        events.add("closed on " + Thread.currentThread().getName());
    }

    private void requireOpen() {
        if (closed) {
            events.add("something after closed");
        }
    }

    // ---- what a test may do on a frame

    void echo(byte[] frame) {
        link.buffer(frame.length).writeBytes(frame);
    }

    void pause() {
        taking = false;
        link.pauseReading();
    }

    void resume() {
        taking = true;
        link.resumeReading();
    }

    void moveTo(int lane) {
        taking = false;
        link.moveTo(lane, () -> {
            events.add("moved on " + Thread.currentThread().getName());
            taking = true;
        });
    }

    boolean isClosed() {
        return events.stream().anyMatch(event -> event.startsWith("closed"));
    }

    boolean hasFrame(byte[] frame) {
        return frames.stream().anyMatch(each -> Arrays.equals(each, frame));
    }
}
