package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The addresses and ports clients connect to. */
public interface NetworkConfig {

    /**
     * Address all listeners bind to, as an IP address or a host name. Not set: all interfaces if {@code [auth]}
     * names users, otherwise loopback only. An address that others can reach is refused while anyone may connect, unless
     * {@code [auth] allow_anonymous = true} says that this is meant.
     */
    Optional<String> bindAddress();

    /** Port for MQTT over TCP. 0 takes a free port and logs it; an empty value closes the listener. */
    @WithDefault("1883")
    @Bounds(min = "0", max = "65535")
    OptionalInt tcpPort();

    /**
     * Port for MQTT over TLS. 0 takes a free port and logs it; an empty value closes the listener. Stays closed without a
     * certificate in {@code [tls]}.
     */
    @WithDefault("8883")
    @Bounds(min = "0", max = "65535")
    OptionalInt tcpsPort();

    /** Port for MQTT over WebSocket. 0 takes a free port and logs it; an empty value closes the listener. */
    @WithDefault("8083")
    @Bounds(min = "0", max = "65535")
    OptionalInt websocketPort();

    /**
     * Port for MQTT over WebSocket over TLS. 0 takes a free port and logs it; an empty value closes the listener. Stays
     * closed without a certificate in {@code [tls]}.
     */
    @WithDefault("8084")
    @Bounds(min = "0", max = "65535")
    OptionalInt websocketsPort();

    /** Path of the WebSocket listeners; a request for another path is answered 404. Starts with a slash. */
    @WithDefault("/mqtt")
    String websocketPath();

    /**
     * Whether each connection starts with a PROXY protocol header (version 1 or 2) that tells the client's real address.
     * Set it when a load balancer that sends the header stands before the broker, and only then: with it, a connection
     * without the header is closed, and whoever can connect directly can claim any address.
     */
    @WithDefault("false")
    boolean proxyProtocol();

    /**
     * Threads that serve connections. 0 means one a processor. Fewer leave processors to other work on the machine; more
     * than there are processors only cost.
     */
    @WithDefault("0")
    @Bounds(min = "0", max = "1024")
    int eventLoops();

    /** Connections the system holds ready until the broker accepts them; more have to try again. Raise it for storms of reconnecting clients. */
    @WithDefault("4096")
    @Bounds(min = "1", max = "65535")
    int backlog();

    /** Receive buffer of a client's socket in the system. 0 leaves it to the system, which adapts it to the line. */
    @WithDefault("0")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "64MiB")
    long socketReceiveBuffer();

    /** Send buffer of a client's socket in the system. 0 leaves it to the system, which adapts it to the line. */
    @WithDefault("0")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "64MiB")
    long socketSendBuffer();

    /**
     * Bytes that may wait for one socket before the broker holds back further messages for it. Larger means fewer, larger
     * writes to clients that are slow for a moment, and more memory for each of them.
     */
    @WithDefault("64KiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "4KiB", max = "64MiB")
    long writeHighWater();

    /** Bytes waiting for one socket below which the broker goes on. At most {@code write_high_water}. */
    @WithDefault("32KiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1KiB", max = "64MiB")
    long writeLowWater();

    /** How long a client that the broker sends away may take to read the last words; then its connection is cut. */
    @WithDefault("5s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "1m")
    Duration closeTimeout();

    /** Whether Linux's epoll is used where there is one. Switch it off to compare, or if the native library cannot be loaded. */
    @WithDefault("true")
    boolean nativeTransport();
}
