package io.robustmq.broker.server.listener;

import java.util.OptionalInt;

/**
 * Where clients connect, and how their sockets are treated.
 *
 * @param host address to listen on: a name or an IP address; {@code 0.0.0.0} is every address
 * @param tcpPort port of plain MQTT; 0 takes a free one, empty closes that listener, as with the three others
 * @param tlsPort port of MQTT over TLS; needs {@link io.robustmq.broker.server.tls.TlsSettings}
 * @param webSocketPort port of MQTT over WebSocket
 * @param webSocketTlsPort port of MQTT over WebSocket over TLS; needs TLS settings
 * @param lanes event loops, each of which is a lane of the core; 0 takes one a processor
 * @param nativeTransport whether to use epoll where there is one; else the JDK's selector
 * @param backlog connections the kernel keeps for us until we accept them
 * @param receiveBufferBytes SO_RCVBUF of a client's socket; 0 leaves it to the kernel
 * @param sendBufferBytes SO_SNDBUF of a client's socket; 0 leaves it to the kernel
 * @param highWaterBytes bytes waiting for a socket beyond which it counts as unwritable
 * @param lowWaterBytes bytes waiting for a socket below which it counts as writable again
 * @param proxyProtocol whether every connection starts with a PROXY protocol header (v1 or v2), which is then required
 * @param webSocketPath path of the WebSocket listeners, {@code /mqtt}
 * @param webSocketFrameBytes largest WebSocket frame accepted; a larger one is answered with close code 1009
 * @param closeTimeoutMillis how long a connection we close may take to read our last words
 */
public record NetworkSettings(
        String host,
        OptionalInt tcpPort,
        OptionalInt tlsPort,
        OptionalInt webSocketPort,
        OptionalInt webSocketTlsPort,
        int lanes,
        boolean nativeTransport,
        int backlog,
        int receiveBufferBytes,
        int sendBufferBytes,
        int highWaterBytes,
        int lowWaterBytes,
        boolean proxyProtocol,
        String webSocketPath,
        int webSocketFrameBytes,
        long closeTimeoutMillis) {}
