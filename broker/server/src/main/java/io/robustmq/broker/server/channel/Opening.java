package io.robustmq.broker.server.channel;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.robustmq.broker.core.port.Peer;
import org.jspecify.annotations.Nullable;

/**
 * One socket on its way to MQTT: its listener's steps one after the other, and what they found out about the client.
 *
 * <pre>
 *   PROXY header ──► TLS handshake ──► WebSocket upgrade ──► MQTT
 * </pre>
 *
 * <p>A step that fails closes the socket; how long all of them may take is in {@link NettyLane#opening()}. Confined to the lane
 * the socket was accepted on.
 */
final class Opening {
    private final Entrance entrance;
    private final MqttChannelHandler mqtt;
    private final ChannelHandlerContext ctx;
    private String address;
    private int port;
    private @Nullable String certificateName;

    Opening(Entrance entrance, MqttChannelHandler mqtt, ChannelHandlerContext ctx, String address, int port) {
        this.entrance = entrance;
        this.mqtt = mqtt;
        this.ctx = ctx;
        this.address = address;
        this.port = port;
    }

    void begin() {
        if (entrance.steps().proxyHeader()) {
            insert(new ProxyHeader.Decoder());
            insert(new ProxyHeader(this));
        } else {
            expectTls();
        }
    }

    /** Puts a handler right before MQTT's, behind those of earlier steps. */
    private void insert(ChannelHandler handler) {
        ctx.pipeline().addBefore(ctx.name(), null, handler);
    }

    /** The proxy has told who the client is. */
    void onClient(String realAddress, int realPort) {
        address = realAddress;
        port = realPort;
        onSocketAddress();
    }

    /** There is a header, for a connection of the proxy's own: the address stays that of the socket. */
    void onSocketAddress() {
        if (entrance.count(address)) {
            mqtt.counted(address);
            expectTls();
        } else {
            ctx.channel().close();
        }
    }

    private void expectTls() {
        var tls = entrance.steps().tls();
        if (tls == null) {
            expectWebSocket();
        } else {
            insert(tls.apply(ctx.channel()));
            insert(new TlsHandshake(this));
        }
    }

    void onTls(@Nullable String name) {
        certificateName = name;
        expectWebSocket();
    }

    private void expectWebSocket() {
        var webSocket = entrance.steps().webSocket();
        if (webSocket == null) {
            startMqtt();
        } else {
            insert(new HttpServerCodec());
            insert(new HttpObjectAggregator(WebSocketUpgrade.LARGEST_BODY));
            insert(new WebSocketUpgrade(this, webSocket));
        }
    }

    void onWebSocket(int largestFrame) {
        insert(new WebSocketFrames(largestFrame));
        startMqtt();
    }

    private void startMqtt() {
        mqtt.start(ctx, new Peer(address, port, entrance.listener(), certificateName));
    }
}
