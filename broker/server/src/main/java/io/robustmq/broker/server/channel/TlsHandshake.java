package io.robustmq.broker.server.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.robustmq.broker.server.tls.CertificateName;

/** Waits for the TLS handshake before it, finds out who the client is, and leaves the pipeline. */
final class TlsHandshake extends ChannelInboundHandlerAdapter {
    private final Opening opening;

    TlsHandshake(Opening opening) {
        this.opening = opening;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            ctx.fireUserEventTriggered(event);
            return;
        }
        if (handshake.isSuccess()) {
            var session = ctx.pipeline().get(SslHandler.class).engine().getSession();
            opening.onTls(CertificateName.of(session));
            ctx.pipeline().remove(this);
        } else {
            ctx.fireExceptionCaught(handshake.cause());
        }
    }
}
