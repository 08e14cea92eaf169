package io.robustmq.broker.mqtt.codec.encode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.robustmq.broker.mqtt.codec.wire.Varint;

/** Appends to a buffer, which stays the caller's. */
public final class BufferSink implements Sink {
    private static final int MAXIMUM_LENGTH = 0xFFFF;

    private final ByteBuf out;

    public BufferSink(ByteBuf out) {
        this.out = out;
    }

    @Override
    public void u8(int value) {
        out.writeByte(value);
    }

    @Override
    public void u16(int value) {
        out.writeShort(value);
    }

    @Override
    public void u32(long value) {
        out.writeInt((int) value);
    }

    @Override
    public void varint(int value) {
        Varint.write(out, value);
    }

    @Override
    public void string(String value) {
        int bytes = requireShort(ByteBufUtil.utf8Bytes(value));
        out.writeShort(bytes);
        ByteBufUtil.reserveAndWriteUtf8(out, value, bytes);
    }

    @Override
    public void binary(byte[] value) {
        out.writeShort(requireShort(value.length));
        out.writeBytes(value);
    }

    private static int requireShort(int bytes) {
        if (bytes > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("a field of " + bytes + " bytes; at most 65,535 fit");
        }
        return bytes;
    }
}
