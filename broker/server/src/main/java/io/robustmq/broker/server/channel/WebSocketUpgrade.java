package io.robustmq.broker.server.channel;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_KEY;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_VERSION;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the HTTP request a WebSocket begins with (RFC 6455 §4.2), then takes HTTP out of the pipeline.
 *
 * <p>Refused and closed: 404 another path, 426 another version than 13, 400 what is no such request or offers neither of the
 * subprotocols {@code mqtt} and {@code mqttv3.1}. Where both are offered, {@code mqtt} it is.
 */
final class WebSocketUpgrade extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** Bytes a request may carry as its body: one that upgrades has none. */
    static final int LARGEST_BODY = 1024;

    private static final List<String> SUBPROTOCOLS = List.of("mqtt", "mqttv3.1"); // [MQTT-6.0.0-4]

    private final Opening opening;
    private final Entrance.WebSocketPath webSocket;

    WebSocketUpgrade(Opening opening, Entrance.WebSocketPath webSocket) {
        this.opening = opening;
        this.webSocket = webSocket;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        String subprotocol = subprotocol(request);
        if (!request.decoderResult().isSuccess()) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST);
        } else if (!path(request).equals(webSocket.path())) {
            refuse(ctx, HttpResponseStatus.NOT_FOUND);
        } else if (!WebSocketVersion.V13
                .toHttpHeaderValue()
                .equals(request.headers().get(SEC_WEBSOCKET_VERSION))) {
            refuse(ctx, HttpResponseStatus.UPGRADE_REQUIRED);
        } else if (subprotocol == null || !request.headers().contains(SEC_WEBSOCKET_KEY)) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST);
        } else {
            accept(ctx, request, subprotocol);
        }
    }

    private static String path(FullHttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static @Nullable String subprotocol(FullHttpRequest request) {
        List<String> offered = request.headers().getAll(SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
        for (String ours : SUBPROTOCOLS) {
            if (offered.contains(ours)) { // [MQTT-6.0.0-3]
                return ours;
            }
        }
        return null;
    }

    private void accept(ChannelHandlerContext ctx, FullHttpRequest request, String subprotocol) {
        FullHttpResponse response;
        try {
            response = new Handshake(subprotocol).respond(request);
        } catch (WebSocketServerHandshakeException e) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST);
            return;
        }
        response.headers().set(SEC_WEBSOCKET_PROTOCOL, subprotocol);
        ctx.writeAndFlush(response, ctx.voidPromise());
        opening.onWebSocket(webSocket.frameBytes());
        ctx.pipeline().remove(HttpObjectAggregator.class);
        ctx.pipeline().remove(this);
        ctx.pipeline().remove(HttpServerCodec.class); // hands on what came behind the request
    }

    private static void refuse(ChannelHandlerContext ctx, HttpResponseStatus status) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        response.headers().set(CONNECTION, HttpHeaderValues.CLOSE).set(CONTENT_LENGTH, 0);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(SEC_WEBSOCKET_VERSION, WebSocketVersion.V13.toHttpHeaderValue());
        }
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** Netty's handshake, for its answer alone: what follows the upgrade in the pipeline is ours. */
    private static final class Handshake extends WebSocketServerHandshaker13 {
        Handshake(String subprotocol) {
            super("", subprotocol, false, 0);
        }

        FullHttpResponse respond(FullHttpRequest request) {
            return newHandshakeResponse(request, null);
        }
    }
}
