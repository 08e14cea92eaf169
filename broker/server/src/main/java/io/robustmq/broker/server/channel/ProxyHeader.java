package io.robustmq.broker.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;

/**
 * Takes the client's address from a PROXY protocol header, version 1 or 2, and leaves the pipeline with it.
 *
 * <p>What is not such a header has made the decoder before it throw, which closes the socket. A header without an address
 * ({@code LOCAL}, {@code UNKNOWN}: the proxy's own health check) leaves the socket's.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
    /**
     * Netty's decoder, which would wait for the end of a line whatever the line is; who plainly comes without a header shall
     * not wait.
     */
    static final class Decoder extends HAProxyMessageDecoder {
        private static final byte VERSION_1 = 'P';
        private static final byte VERSION_2 = '\r';

        private boolean begun;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            if (!begun && message instanceof ByteBuf bytes && bytes.isReadable()) {
                begun = true;
                byte first = bytes.getByte(bytes.readerIndex());
                if (first != VERSION_1 && first != VERSION_2) {
                    bytes.release();
                    throw new HAProxyProtocolException("no PROXY protocol header");
                }
            }
            super.channelRead(ctx, message);
        }
    }

    private final Opening opening;

    ProxyHeader(Opening opening) {
        this.opening = opening;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            if (header.command() == HAProxyCommand.PROXY && header.sourceAddress() != null && header.sourcePort() > 0) {
                opening.onClient(header.sourceAddress(), header.sourcePort());
            } else {
                opening.onSocketAddress();
            }
        } finally {
            header.release();
        }
        ctx.pipeline().remove(this);
    }
}
