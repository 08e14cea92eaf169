package io.robustmq.broker.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one listener does with a socket it has accepted: counts it, and leads it through the listener's steps to MQTT.
 *
 * <p>Immutable; shared by all the listener's sockets.
 */
public final class Entrance {
    private static final Logger LOG = Logger.getLogger(Entrance.class);

    private final String listener;
    private final Admission admission;
    private final Steps steps;
    private final long openTimeoutNanos;
    private final long closeTimeoutNanos;

    /**
     * What comes before MQTT, in this order.
     *
     * @param proxyHeader whether a PROXY protocol header comes first
     * @param tls makes a handler for a new TLS connection, or null for none
     * @param webSocket the upgrade to expect, or null for none
     */
    public record Steps(
            boolean proxyHeader,
            @Nullable Function<Channel, SslHandler> tls,
            @Nullable WebSocketPath webSocket) {
        public static final Steps NONE = new Steps(false, null, null);

        boolean isNone() {
            return !proxyHeader && tls == null && webSocket == null;
        }
    }

    /**
     * Where WebSocket clients are expected.
     *
     * @param path of the request, without a query
     * @param frameBytes largest frame accepted
     */
    public record WebSocketPath(String path, int frameBytes) {}

    /**
     * @param listener its name, as in {@link io.robustmq.broker.core.port.Peer}: tcp, tls, ws or wss
     * @param openTimeoutNanos time for all steps before MQTT together
     * @param closeTimeoutNanos time for a client to take our last words
     */
    public Entrance(String listener, Admission admission, Steps steps, long openTimeoutNanos, long closeTimeoutNanos) {
        this.listener = listener;
        this.admission = admission;
        this.steps = steps;
        this.openTimeoutNanos = openTimeoutNanos;
        this.closeTimeoutNanos = closeTimeoutNanos;
    }

    /**
     * Takes over a socket that was just accepted and is registered nowhere yet: it joins its client's lane if that shows, else
     * this one, or is closed. Called on {@code lane} where first bytes can be read, which is with epoll.
     */
    public void enter(Channel socket, NettyLane lane) {
        long nowNanos = System.nanoTime();
        InetSocketAddress from = (InetSocketAddress) socket.remoteAddress();
        if (from == null || admission.admit(nowNanos) != null) {
            socket.unsafe().closeForcibly();
            return;
        }
        String address = from.getAddress().getHostAddress();
        boolean direct = !steps.proxyHeader();
        if (direct && !count(address)) {
            admission.release();
            socket.unsafe().closeForcibly();
            return;
        }
        ByteBuf first = isPlain() && lane.hasSiblings() ? firstBytes(socket) : null;
        NettyLane home = first == null ? lane : homeOf(first, lane);
        MqttChannelHandler mqtt = new MqttChannelHandler(this, home, nowNanos, address, from.getPort(), first);
        if (direct) {
            mqtt.counted(address);
        }
        socket.pipeline().addLast(mqtt);
        readOnceRegistered(socket);
        register(socket, home, mqtt);
    }

    /**
     * Never while the loop works off the events of one wait: the socket may have the descriptor of one that was closed a moment
     * ago, whose own event comes next. Netty would take that for the new socket's, and if it says that the client has closed,
     * read without end for what never comes: the lane would serve nobody any more.
     */
    private static void register(Channel socket, NettyLane home, MqttChannelHandler mqtt) {
        if (home.loop().inEventLoop()) {
            home.loop().execute(() -> registerNow(socket, home, mqtt));
        } else {
            registerNow(socket, home, mqtt); // as a task of that loop
        }
    }

    private static void registerNow(Channel socket, NettyLane home, MqttChannelHandler mqtt) {
        ChannelFuture registered = home.loop().register(socket);
        if (registered.isDone()) { // a loop that has ended tells no listener
            mqtt.operationComplete(registered);
        } else {
            registered.addListener(mqtt);
        }
    }

    /** Null, too, if there is no memory to read to: that is for the lane to meet with, where it ends the connection. */
    private static @Nullable ByteBuf firstBytes(Channel socket) {
        try {
            return FirstRead.of(socket);
        } catch (OutOfDirectMemoryError e) {
            return null;
        }
    }

    /** The socket is ours by now: a fault must cost it no more than a move. */
    private static NettyLane homeOf(ByteBuf first, NettyLane lane) {
        try {
            return lane.sibling(lane.events().homeOf(first));
        } catch (RuntimeException e) {
            LOG.errorf(e, "lane %d: the lane of a new connection could not be told", lane.index());
            return lane;
        }
    }

    /** Netty's epoll takes this for a wish: it registers the socket for reading at once, not by one more system call. */
    private static void readOnceRegistered(Channel socket) {
        if (socket instanceof UnixChannel) {
            socket.unsafe().beginRead();
        }
    }

    /** Counts a client's address once it is known; false if there are too many from there. */
    boolean count(String address) {
        Admission.Refusal refusal = admission.admitAddress(address);
        if (refusal == null) {
            return true;
        }
        LOG.debugf("connection from %s refused: %s", address, refusal);
        return false;
    }

    /** A socket that came in is gone. */
    void leave(@Nullable String countedAddress) {
        admission.release();
        if (countedAddress != null) {
            admission.releaseAddress(countedAddress);
        }
    }

    String listener() {
        return listener;
    }

    Steps steps() {
        return steps;
    }

    boolean isPlain() {
        return steps.isNone();
    }

    long openTimeoutNanos() {
        return openTimeoutNanos;
    }

    long closeTimeoutNanos() {
        return closeTimeoutNanos;
    }
}
