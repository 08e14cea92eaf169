package io.robustmq.broker.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Joins what was left of earlier reads with what has just been read.
 *
 * <p>Most reads are worked off where they were read to, and only a packet that two of them share is put together here. For a
 * packet of many reads the buffer grows fourfold at a time, at most to the size the packet's header announces: 10 MiB are
 * copied a handful of times and not at every read, and a header that promises what never comes costs no more than four times
 * what did come.
 */
final class Cumulation {
    private static final int SMALLEST = 256;
    private static final int GROWTH = 4;

    private Cumulation() {}

    /**
     * Takes what the packet at the front of {@code rest} still lacks off {@code more}, as far as it is there. Takes over
     * {@code rest}; the caller owns the result and still owns {@code more}.
     */
    static ByteBuf complete(ByteBufAllocator allocator, ByteBuf rest, ByteBuf more) {
        ByteBuf joined = rest;
        while (announced(joined) == 0 && more.isReadable()) {
            joined = append(allocator, joined, more, 1);
        }
        int lacking = announced(joined) - joined.readableBytes();
        if (lacking > 0) {
            joined = append(allocator, joined, more, Math.min(lacking, more.readableBytes()));
        }
        return joined;
    }

    /** Appends all of {@code more}. Takes over both buffers; the caller owns the result. */
    static ByteBuf join(ByteBufAllocator allocator, ByteBuf rest, ByteBuf more) {
        try {
            return append(allocator, rest, more, more.readableBytes());
        } finally {
            more.release();
        }
    }

    private static ByteBuf append(ByteBufAllocator allocator, ByteBuf rest, ByteBuf more, int bytes) {
        ByteBuf joined = rest;
        if (!hasRoom(rest, bytes)) {
            try {
                joined = allocator.directBuffer(capacity(rest, bytes)).writeBytes(rest);
            } finally {
                rest.release();
            }
        }
        joined.writeBytes(more, bytes);
        return joined;
    }

    /** Only a buffer that nobody else holds may be written to: one that was handed to us may be shared. */
    private static boolean hasRoom(ByteBuf rest, int bytes) {
        return rest.writableBytes() >= bytes && rest.refCnt() == 1 && !rest.isReadOnly();
    }

    private static int capacity(ByteBuf rest, int more) {
        long bytes = (long) rest.readableBytes() + more;
        long wanted = Math.max(SMALLEST, bytes * GROWTH);
        long announced = announced(rest);
        return (int) Math.max(bytes, announced == 0 ? wanted : Math.min(wanted, announced));
    }

    /**
     * The size of the packet {@code in} begins with, or 0 if its length is not there yet (MQTT 5.0 §2.1.4). At most
     * 268,435,460, also for a length that goes on beyond its four bytes, which is for the decoder to refuse.
     */
    static int announced(ByteBuf in) {
        int length = 0;
        for (int i = 1; i <= 4 && i < in.readableBytes(); i++) {
            int digit = in.getByte(in.readerIndex() + i);
            length |= (digit & 0x7F) << (7 * (i - 1));
            if (digit >= 0 || i == 4) {
                return 1 + i + length;
            }
        }
        return 0;
    }
}
