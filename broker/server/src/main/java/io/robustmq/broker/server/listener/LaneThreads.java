package io.robustmq.broker.server.listener;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.robustmq.broker.core.port.LaneEvents;
import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.server.channel.NettyLane;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;

/**
 * The broker's threads: one event loop a lane. They run until {@link #close}, which also closes every socket left.
 */
public final class LaneThreads implements AutoCloseable {
    private static final long LAST_TASKS_MILLIS = 2_000;

    private final Transport transport;
    private final EventLoopGroup group;
    private final NettyLane[] lanes;
    private final PooledByteBufAllocator buffers;

    private LaneThreads(Transport transport, int count) {
        this.transport = transport;
        this.group = transport.newGroup(count);
        this.lanes = NettyLane.of(StreamSupport.stream(group.spliterator(), false)
                .map(SingleThreadEventLoop.class::cast)
                .toList());
        this.buffers = SocketTuning.newPool(count);
    }

    /**
     * @param count lanes; 0 takes one a processor
     * @param nativeTransport whether to use epoll where there is one
     */
    public static LaneThreads start(int count, boolean nativeTransport) {
        int lanes = count > 0 ? count : Runtime.getRuntime().availableProcessors();
        return new LaneThreads(Transport.choose(nativeTransport), lanes);
    }

    /** The lanes' threads in order, as the core wants them. */
    public List<LaneThread> threads() {
        return List.of(lanes);
    }

    /**
     * Starts the lanes: from here on each runs what it is given and has its ticks.
     *
     * @param lanes the core's lane for each number, for instance {@code node::lane}
     */
    public void startLanes(IntFunction<? extends LaneEvents> lanes) {
        for (NettyLane lane : this.lanes) {
            lane.start(lanes.apply(lane.index()));
        }
    }

    List<NettyLane> lanes() {
        return List.of(lanes);
    }

    Transport transport() {
        return transport;
    }

    /** Where the buffers of all these threads' sockets come from. */
    PooledByteBufAllocator buffers() {
        return buffers;
    }

    /** Bytes of buffers in use, about: what waits for sockets, and what was read and not yet taken. Any thread may ask. */
    public long bufferBytes() {
        return buffers.pinnedDirectMemory();
    }

    /** Closes all sockets, runs the tasks that are waiting, and ends the threads. */
    @Override
    public void close() {
        group.shutdownGracefully(0, LAST_TASKS_MILLIS, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
}
