package io.robustmq.broker.mqtt.codec.encode;

import io.netty.buffer.ByteBufUtil;
import io.robustmq.broker.mqtt.codec.wire.Varint;

/** Counts the bytes a {@link BufferSink} would write. */
public final class SizeSink implements Sink {
    private int bytes;

    /** The bytes counted so far. */
    public int bytes() {
        return bytes;
    }

    @Override
    public void u8(int value) {
        bytes += 1;
    }

    @Override
    public void u16(int value) {
        bytes += 2;
    }

    @Override
    public void u32(long value) {
        bytes += 4;
    }

    @Override
    public void varint(int value) {
        bytes += Varint.length(value);
    }

    @Override
    public void string(String value) {
        bytes += 2 + ByteBufUtil.utf8Bytes(value);
    }

    @Override
    public void binary(byte[] value) {
        bytes += 2 + value.length;
    }
}
