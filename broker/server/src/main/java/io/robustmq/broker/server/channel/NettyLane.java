package io.robustmq.broker.server.channel;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.robustmq.broker.core.port.LaneEvents;
import io.robustmq.broker.core.port.LaneThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One event loop as a lane of the core.
 *
 * <p>At the end of each of the loop's turns the core's tasks run first (they may write to links, and hand batches to other
 * lanes); then every link that was written to is flushed with one write. Output that this in turn causes waits for the next
 * turn, so that one fast reader does not hold up the others.
 *
 * <p>Owned by its event loop; only {@link #execute} and {@link #start} may be called from elsewhere.
 */
public final class NettyLane implements LaneThread {
    private static final Logger LOG = Logger.getLogger(NettyLane.class);
    private static final long TICK_MILLIS = 100;

    private final int index;
    private final SingleThreadEventLoop loop;
    private final ArrayDeque<Runnable> turnTasks = new ArrayDeque<>();
    private final ArrayDeque<NettyLink> written = new ArrayDeque<>();
    private final Deadlines<Channel> opening = new Deadlines<>();
    private final Deadlines<Channel> closing = new Deadlines<>();
    private final Runnable endOfTurn = this::endOfTurn;
    private final Runnable nextTurn = this::arm;
    private NettyLane[] siblings = {this};
    private @Nullable LaneEvents events;
    private boolean armed;

    NettyLane(int index, SingleThreadEventLoop loop) {
        this.index = index;
        this.loop = loop;
    }

    /** Makes the loops lanes, in order: they know each other, so that links can move. */
    public static NettyLane[] of(Iterable<? extends SingleThreadEventLoop> loops) {
        var lanes = new ArrayList<NettyLane>();
        for (SingleThreadEventLoop loop : loops) {
            lanes.add(new NettyLane(lanes.size(), loop));
        }
        NettyLane[] all = lanes.toArray(NettyLane[]::new);
        for (NettyLane lane : all) {
            lane.siblings = all;
        }
        return all;
    }

    /** Tells the core's lane what happens here from now on, beginning with ticks. */
    public void start(LaneEvents lane) {
        loop.execute(() -> {
            events = lane;
            loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    public int index() {
        return index;
    }

    public EventLoop loop() {
        return loop;
    }

    NettyLane sibling(int lane) {
        return siblings[lane];
    }

    boolean hasSiblings() {
        return siblings.length > 1;
    }

    LaneEvents events() {
        LaneEvents started = events;
        if (started == null) {
            throw new IllegalStateException("lane " + index + " has not been started");
        }
        return started;
    }

    /** Sockets whose PROXY header, TLS or WebSocket handshake is under way, and until when. */
    Deadlines<Channel> opening() {
        return opening;
    }

    /** Sockets that are closed on our side and wait for the client to read our last words, and until when. */
    Deadlines<Channel> closing() {
        return closing;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(() -> run(task));
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        turnTasks.add(task);
        arm();
    }

    void flushAtEndOfTurn(NettyLink link) {
        written.add(link);
        arm();
    }

    /** For a link that moves away and was flushed before its turn. */
    void forget(NettyLink link) {
        written.remove(link);
    }

    private void arm() {
        if (!armed) {
            armed = true;
            loop.executeAfterEventLoopIteration(endOfTurn);
        }
    }

    private void endOfTurn() {
        try {
            for (Runnable task = turnTasks.poll(); task != null; task = turnTasks.poll()) {
                run(task);
            }
            for (int links = written.size(); links > 0; links--) {
                written.remove().flush();
            }
        } finally { // or nothing would be flushed on this lane ever again
            armed = false;
            if (!written.isEmpty() || !turnTasks.isEmpty()) {
                loop.execute(nextTurn);
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LastResort.maybeEnd(e);
            LOG.errorf(e, "lane %d: a task failed", index);
        }
    }

    private void tick() {
        long nowNanos = System.nanoTime();
        try {
            events().onTick(nowNanos, System.currentTimeMillis());
        } catch (RuntimeException | Error e) { // a timer that throws is called no more
            LastResort.maybeEnd(e);
            LOG.errorf(e, "lane %d: a tick failed", index);
        }
        opening.expire(nowNanos, NettyLane::abort);
        closing.expire(nowNanos, NettyLane::abort);
    }

    /** Closes at once, without a TLS or WebSocket farewell. */
    static void abort(Channel channel) {
        channel.unsafe().close(channel.unsafe().voidPromise());
    }
}
