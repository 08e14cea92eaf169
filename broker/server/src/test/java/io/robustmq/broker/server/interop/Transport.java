package io.robustmq.broker.server.interop;

/** How a client reaches the broker. */
enum Transport {
    TCP("tcp"),
    TLS("tls"),
    WS("ws"),
    WSS("wss");

    /** As the broker names the listener. */
    final String listener;

    Transport(String listener) {
        this.listener = listener;
    }

    boolean isSecure() {
        return this == TLS || this == WSS;
    }

    boolean isWebSocket() {
        return this == WS || this == WSS;
    }
}
