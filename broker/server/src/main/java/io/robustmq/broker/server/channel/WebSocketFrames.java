package io.robustmq.broker.server.channel;

import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.INVALID_MESSAGE_TYPE;
import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.MESSAGE_TOO_BIG;
import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.NORMAL_CLOSURE;
import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.PROTOCOL_ERROR;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;

/**
 * MQTT's bytes in WebSocket frames (RFC 6455 §5), a server's side of it.
 *
 * <p>In: payload is unmasked where it was read and goes on at once, however it is cut into frames and messages; MQTT's packets
 * have borders of their own [MQTT-6.0.0-2]. So a frame is never gathered, whatever its size. Out: what is written becomes one
 * binary frame. A client that does not read gets neither pongs nor a farewell.
 */
final class WebSocketFrames extends ChannelDuplexHandler {
    private static final int LONGEST_HEADER = 10;

    private final int largestFrame;
    private final WebSocketHeader header = new WebSocketHeader();
    private final ByteBuf control = Unpooled.buffer(0, 125);
    private boolean inPayload;
    private boolean inMessage;
    private long remaining;
    private int mask;
    private boolean ended;

    WebSocketFrames(int largestFrame) {
        this.largestFrame = largestFrame;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (!ended && (inPayload || header.read(in))) {
                if (!inPayload) {
                    begin();
                }
                if (!readPayload(ctx, in)) {
                    break;
                }
                inPayload = false;
                header.clear();
            }
        } catch (WebSocketFault fault) {
            end(ctx, fault.status());
            ctx.close();
        } finally {
            in.release();
        }
    }

    private void begin() throws WebSocketFault {
        remaining = header.length();
        mask = header.mask();
        inPayload = true;
        switch (header.opcode()) {
            case WebSocketHeader.BINARY, WebSocketHeader.CONTINUATION -> beginData();
            case WebSocketHeader.TEXT -> throw new WebSocketFault(INVALID_MESSAGE_TYPE); // [MQTT-6.0.0-1]
            case WebSocketHeader.CLOSE, WebSocketHeader.PING, WebSocketHeader.PONG -> control.clear();
            default -> throw new WebSocketFault(PROTOCOL_ERROR);
        }
    }

    private void beginData() throws WebSocketFault {
        boolean continues = header.opcode() == WebSocketHeader.CONTINUATION;
        if (continues != inMessage) {
            throw new WebSocketFault(PROTOCOL_ERROR);
        }
        if (remaining > largestFrame) {
            throw new WebSocketFault(MESSAGE_TOO_BIG);
        }
        inMessage = !header.isFinal();
    }

    /** Whether the frame's payload is complete. */
    private boolean readPayload(ChannelHandlerContext ctx, ByteBuf in) {
        int bytes = (int) Math.min(remaining, in.readableBytes());
        unmask(in, bytes);
        remaining -= bytes;
        if (header.isControl()) {
            control.writeBytes(in, bytes);
            if (remaining == 0) {
                onControl(ctx);
            }
        } else if (bytes > 0) {
            ctx.fireChannelRead(in.readRetainedSlice(bytes));
        }
        return remaining == 0;
    }

    private void unmask(ByteBuf in, int bytes) {
        int at = in.readerIndex();
        int end = at + bytes;
        long wide = ((long) mask << 32) | (mask & 0xFFFFFFFFL);
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            in.setLong(at, in.getLong(at) ^ wide);
        }
        for (; at < end; at++) {
            in.setByte(at, in.getByte(at) ^ (mask >>> 24));
            mask = Integer.rotateLeft(mask, 8);
        }
    }

    private void onControl(ChannelHandlerContext ctx) {
        switch (header.opcode()) {
            case WebSocketHeader.PING -> {
                if (ctx.channel().isWritable()) {
                    ctx.writeAndFlush(frame(ctx, WebSocketHeader.PONG, control), ctx.voidPromise());
                }
            }
            case WebSocketHeader.CLOSE -> {
                end(ctx, control.readableBytes() < 2 ? NORMAL_CLOSURE.code() : control.getUnsignedShort(0));
                ctx.close();
            }
            default -> {}
        }
    }

    private static ByteBuf frame(ChannelHandlerContext ctx, int opcode, ByteBuf payload) {
        return ctx.alloc()
                .directBuffer(2 + payload.readableBytes())
                .writeByte(0x80 | opcode)
                .writeByte(payload.readableBytes())
                .writeBytes(payload);
    }

    /** Says why, unless the client does not listen; nothing more is read. */
    private void end(ChannelHandlerContext ctx, int status) {
        if (!ended) {
            ended = true;
            if (!hasUnread(ctx)) {
                ctx.writeAndFlush(frame(ctx, WebSocketHeader.CLOSE, Unpooled.copyShort(status)), ctx.voidPromise());
            }
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        end(ctx, NORMAL_CLOSURE.code());
        ctx.close(promise);
    }

    private static boolean hasUnread(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
        return waiting == null || waiting.totalPendingWriteBytes() > 0;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf payload = (ByteBuf) message;
        int bytes = payload.readableBytes();
        if (bytes > 0) {
            ByteBuf start = ctx.alloc().directBuffer(LONGEST_HEADER).writeByte(0x80 | WebSocketHeader.BINARY);
            if (bytes < 126) {
                start.writeByte(bytes);
            } else if (bytes <= 0xFFFF) {
                start.writeByte(126).writeShort(bytes);
            } else {
                start.writeByte(127).writeLong(bytes);
            }
            ctx.write(start, ctx.voidPromise());
        }
        ctx.write(payload, promise);
    }
}
