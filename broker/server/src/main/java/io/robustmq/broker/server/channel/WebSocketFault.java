package io.robustmq.broker.server.channel;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/** What a client's WebSocket frames must not be; ends its connection. Stackless: anyone can cause one. */
final class WebSocketFault extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    WebSocketFault(WebSocketCloseStatus status) {
        super(status.reasonText(), null, false, false);
        this.status = status.code();
    }

    /** The code for the Close frame (RFC 6455 §7.4.1). */
    int status() {
        return status;
    }
}
