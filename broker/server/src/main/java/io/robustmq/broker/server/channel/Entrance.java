package io.robustmq.broker.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
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
        ByteBuf first = isPlain() && lane.hasSiblings() ? FirstRead.of(socket) : null;
        NettyLane home = first == null ? lane : lane.sibling(lane.events().homeOf(first));
        MqttChannelHandler mqtt = new MqttChannelHandler(this, home, nowNanos, address, from.getPort(), first);
        if (direct) {
            mqtt.counted(address);
        }
        socket.pipeline().addLast(mqtt);
        readOnceRegistered(socket);
        home.loop().register(socket).addListener(mqtt);
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
