package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of connections. */
public interface ConnectionConfig {

    /**
     * Connections in all. One more is closed when it is accepted. 0 means no limit but that of open files, of which an eighth
     * (64 to 1,024) is left to storage.
     */
    @WithDefault("1000000")
    @Bounds(min = "0", max = "2147483647")
    int maximum();

    /** Connections from one address. One more is closed when it is accepted. 0 means no limit: many clients may share an address. */
    @WithDefault("0")
    @Bounds(min = "0", max = "2147483647")
    int maximumPerAddress();

    /** New connections a second. What comes faster is closed when it is accepted. 0 means no limit. */
    @WithDefault("0")
    @Bounds(min = "0", max = "1000000")
    int ratePerSecond();

    /** Time from accepting a connection to its complete CONNECT, the TLS and WebSocket handshakes included. Later it is closed. */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "10m")
    Duration connectTimeout();

    /** PUBLISH packets a second from one client. A client that sends faster is read more slowly. 0 means no limit. */
    @WithDefault("0")
    @Bounds(min = "0", max = "2147483647")
    int publishRatePerSecond();

    /** Payload bytes a second from one client. A client that sends faster is read more slowly. 0 means no limit. */
    @WithDefault("0")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "0", max = "1024GiB")
    long publishBytesPerSecond();

    /**
     * Bytes that may wait for one client's socket. Beyond them QoS 0 messages to it are dropped, QoS 1 and 2 wait in its
     * session's queue. Raise it for clients on slow lines that must not miss bursts of QoS 0.
     */
    @WithDefault("1MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "4KiB", max = "1GiB")
    long pendingBytes();
}
