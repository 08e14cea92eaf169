package io.robustmq.broker.server.listener;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.robustmq.broker.core.settings.ConnectionLimits;
import io.robustmq.broker.server.channel.Admission;
import io.robustmq.broker.server.channel.Entrance;
import io.robustmq.broker.server.channel.Entrance.Steps;
import io.robustmq.broker.server.channel.Entrance.WebSocketPath;
import io.robustmq.broker.server.channel.NettyLane;
import io.robustmq.broker.server.tls.TlsContexts;
import io.robustmq.broker.server.tls.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ports clients connect to: plain TCP, TLS, WebSocket, WebSocket over TLS, each open or not by its setting.
 *
 * <p>With epoll each lane listens for itself (SO_REUSEPORT) and the kernel spreads connections; otherwise one socket accepts
 * for all lanes in turn.
 */
public final class Listeners {
    private final LaneThreads threads;
    private final NetworkSettings network;
    private final ConnectionLimits limits;
    private final SocketTuning tuning;
    private final Admission admission;
    private final @Nullable TlsContexts tls;
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    private final List<Channel> servers = new ArrayList<>();

    private Listeners(
            LaneThreads threads, NetworkSettings network, @Nullable TlsSettings tls, ConnectionLimits limits) {
        this.threads = threads;
        this.network = network;
        this.limits = limits;
        this.tuning = new SocketTuning(network, threads.buffers());
        this.admission = new Admission(limits, System.nanoTime());
        this.tls = tls == null ? null : TlsContexts.open(tls);
    }

    /**
     * Opens every port that is set. The lanes have been started.
     *
     * @param tls null if neither TLS port is set
     * @throws UncheckedIOException if a port cannot be opened, or the certificate not be read; nothing stays open then
     */
    public static Listeners start(
            LaneThreads threads, NetworkSettings network, @Nullable TlsSettings tls, ConnectionLimits limits) {
        Listeners listeners = new Listeners(threads, network, tls, limits);
        try {
            listeners.openAll();
        } catch (RuntimeException e) {
            listeners.stop();
            throw e;
        }
        return listeners;
    }

    private void openAll() {
        WebSocketPath webSocket = new WebSocketPath(network.webSocketPath(), network.webSocketFrameBytes());
        boolean proxy = network.proxyProtocol();
        open("tcp", network.tcpPort(), new Steps(proxy, null, null));
        open("ws", network.webSocketPort(), new Steps(proxy, null, webSocket));
        TlsContexts contexts = tls;
        if (contexts != null) {
            open("tls", network.tlsPort(), new Steps(proxy, contexts::newHandler, null));
            open("wss", network.webSocketTlsPort(), new Steps(proxy, contexts::newHandler, webSocket));
        } else if (network.tlsPort().isPresent() || network.webSocketTlsPort().isPresent()) {
            throw new IllegalArgumentException("a TLS port is set, but no certificate");
        }
    }

    private void open(String listener, OptionalInt port, Steps steps) {
        if (port.isEmpty()) {
            return;
        }
        Entrance entrance = new Entrance(
                listener,
                admission,
                steps,
                TimeUnit.MILLISECONDS.toNanos(limits.connectTimeoutMillis()),
                TimeUnit.MILLISECONDS.toNanos(network.closeTimeoutMillis()));
        InetSocketAddress address = new InetSocketAddress(network.host(), port.getAsInt());
        try {
            addresses.put(listener, listen(entrance, address));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address + " (" + listener + "): " + e.getMessage(), e);
        }
    }

    private InetSocketAddress listen(Entrance entrance, InetSocketAddress address) throws IOException {
        List<NettyLane> lanes = threads.lanes();
        if (threads.transport() == Transport.NIO || lanes.size() == 1) {
            return listen(entrance, lanes, address, false);
        }
        requireFree(address);
        InetSocketAddress bound = address;
        for (NettyLane lane : lanes) {
            bound = listen(entrance, List.of(lane), bound, true);
        }
        return bound;
    }

    /** Sockets that share a port would also share it with another broker's: better to fail, as without sharing. */
    private static void requireFree(InetSocketAddress address) throws IOException {
        try (SocketChannel probe = SocketChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
        }
    }

    private InetSocketAddress listen(
            Entrance entrance, List<NettyLane> lanes, InetSocketAddress address, boolean shared) throws IOException {
        ServerChannel server = threads.transport().newServer();
        tuning.tuneServer(server, shared);
        server.pipeline().addLast(new Acceptor(entrance, tuning, lanes));
        lanes.getFirst().loop().register(server).syncUninterruptibly();
        servers.add(server);
        var bound = server.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        return (InetSocketAddress) server.localAddress();
    }

    /** The addresses that are open, by listener: tcp, ws, tls, wss. */
    public Map<String, InetSocketAddress> addresses() {
        return Collections.unmodifiableMap(addresses);
    }

    /** The count of sockets, for metrics. */
    public Admission admission() {
        return admission;
    }

    /** Accepts nobody any more. Connections stay; their lanes close them. */
    public void stop() {
        servers.forEach(server -> server.close().awaitUninterruptibly());
        TlsContexts contexts = tls;
        if (contexts != null) {
            contexts.close();
        }
    }
}
