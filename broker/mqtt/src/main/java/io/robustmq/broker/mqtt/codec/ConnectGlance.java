package io.robustmq.broker.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.codec.wire.PacketType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A glance at what is probably a CONNECT, for whoever has to know the client before the packet can be decoded.
 *
 * <pre>
 *   10 | remaining length 1..4 | protocol name | level 1 | flags 1 | keep alive 2 | 5.0: properties | client id | ...
 * </pre>
 *
 * <p>A guess, and never more: nothing is checked, nothing taken off the bytes, and what is found may be wrong. The
 * {@link PacketDecoder} has the say.
 */
public final class ConnectGlance {
    private static final int LEVEL_FLAGS_KEEP_ALIVE = 4;
    private static final int LONGEST_VARINT = 4;
    private static final int NOT_THERE = -1;

    private ConnectGlance() {}

    /** The client id, or null if these bytes do not show one: not CONNECT, not all there, or an empty id. */
    public static @Nullable String clientId(ByteBuf in) {
        int start = in.readerIndex();
        if (!in.isReadable() || in.getUnsignedByte(start) != PacketType.CONNECT << 4) {
            return null;
        }
        int level = behindText(in, behindVarint(in, start + 1));
        if (!has(in, level, LEVEL_FLAGS_KEEP_ALIVE)) {
            return null;
        }
        int id = level + LEVEL_FLAGS_KEEP_ALIVE;
        if (in.getUnsignedByte(level) == ProtocolVersion.V5.level()) {
            id = behindProperties(in, id);
        }
        int end = behindText(in, id);
        return end == NOT_THERE || end == id + 2 ? null : in.toString(id + 2, end - id - 2, StandardCharsets.UTF_8);
    }

    private static boolean has(ByteBuf in, int at, int bytes) {
        return at != NOT_THERE && in.writerIndex() - at >= bytes;
    }

    private static int behindVarint(ByteBuf in, int at) {
        for (int i = 0; i < LONGEST_VARINT && has(in, at, i + 1); i++) {
            if (in.getByte(at + i) >= 0) {
                return at + i + 1;
            }
        }
        return NOT_THERE;
    }

    private static int behindText(ByteBuf in, int at) {
        if (!has(in, at, 2)) {
            return NOT_THERE;
        }
        int bytes = 2 + in.getUnsignedShort(at);
        return has(in, at, bytes) ? at + bytes : NOT_THERE;
    }

    private static int behindProperties(ByteBuf in, int at) {
        int behindLength = behindVarint(in, at);
        if (behindLength == NOT_THERE) {
            return NOT_THERE;
        }
        int bytes = 0;
        for (int i = at; i < behindLength; i++) {
            bytes |= (in.getByte(i) & 0x7F) << (7 * (i - at));
        }
        return has(in, behindLength, bytes) ? behindLength + bytes : NOT_THERE;
    }
}
