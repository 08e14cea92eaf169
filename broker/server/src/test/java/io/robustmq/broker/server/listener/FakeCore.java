package io.robustmq.broker.server.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.robustmq.broker.core.port.LaneEvents;
import io.robustmq.broker.core.port.Link;
import io.robustmq.broker.core.port.LinkEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** Lanes whose connections all do the same on each frame. */
final class FakeCore implements IntFunction<LaneEvents> {
    final AtomicInteger ticks = new AtomicInteger();
    final List<FakeConnection> all = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Error> nextTick = new AtomicReference<>();
    private final LinkedBlockingQueue<FakeConnection> accepted = new LinkedBlockingQueue<>();
    private final BiConsumer<FakeConnection, byte[]> onFrame;
    private final ToIntBiFunction<Integer, byte[]> home;

    FakeCore(BiConsumer<FakeConnection, byte[]> onFrame, ToIntBiFunction<Integer, byte[]> home) {
        this.onFrame = onFrame;
        this.home = home;
    }

    @Override
    public LaneEvents apply(int lane) {
        return new LaneEvents() {
            @Override
            public int homeOf(ByteBuf first) {
                return home.applyAsInt(lane, ByteBufUtil.getBytes(first));
            }

            @Override
            public LinkEvents accept(Link link, long nowNanos) {
                FakeConnection connection = new FakeConnection(link, lane, onFrame);
                all.add(connection);
                accepted.add(connection);
                return connection;
            }

            @Override
            public void onTick(long nowNanos, long wallMillis) {
                ticks.incrementAndGet();
                Error fault = nextTick.getAndSet(null);
                if (fault != null) {
                    throw fault;
                }
            }
        };
    }

    /** The lane that ticks next meets with this. */
    void failOnNextTick(Error fault) {
        nextTick.set(fault);
    }

    /** The next connection that was accepted. */
    FakeConnection accepted() throws InterruptedException {
        FakeConnection next = accepted.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was accepted");
        }
        return next;
    }
}
