package io.robustmq.broker.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/**
 * The header of one WebSocket frame, read as its bytes come (RFC 6455 §5.2).
 *
 * <pre>
 *   FIN RSV1-3 opcode(4) | MASK length(7) | length 16 or 64 | masking key 32
 * </pre>
 *
 * <p>A server accepts masked frames only, and no extension was agreed on: RSV must be 0.
 */
final class WebSocketHeader {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int LONGEST = 14;
    private static final int LARGEST_CONTROL = 125;

    private final byte[] bytes = new byte[LONGEST];
    private int have;

    /** Reads on; whether the header is now complete. */
    boolean read(ByteBuf in) throws WebSocketFault {
        while (have < needed()) {
            if (!in.isReadable()) {
                return false;
            }
            bytes[have++] = in.readByte();
            if (have == 2) {
                check();
            }
        }
        return true;
    }

    private int needed() {
        if (have < 2) {
            return 2;
        }
        int masking = 4;
        return switch (shortLength()) {
            case 126 -> 4 + masking;
            case 127 -> 10 + masking;
            default -> 2 + masking;
        };
    }

    private void check() throws WebSocketFault {
        boolean reservedBits = (bytes[0] & 0x70) != 0;
        boolean masked = bytes[1] < 0;
        boolean tooLong = isControl() && (shortLength() > LARGEST_CONTROL || !isFinal());
        if (reservedBits || !masked || tooLong) {
            throw new WebSocketFault(WebSocketCloseStatus.PROTOCOL_ERROR);
        }
    }

    private int shortLength() {
        return bytes[1] & 0x7F;
    }

    boolean isFinal() {
        return bytes[0] < 0;
    }

    int opcode() {
        return bytes[0] & 0x0F;
    }

    boolean isControl() {
        return (opcode() & 0x8) != 0;
    }

    /** Bytes of payload that follow. */
    long length() throws WebSocketFault {
        int size =
                switch (shortLength()) {
                    case 126 -> 2;
                    case 127 -> 8;
                    default -> 0;
                };
        if (size == 0) {
            return shortLength();
        }
        long length = 0;
        for (int i = 2; i < 2 + size; i++) {
            length = (length << 8) | (bytes[i] & 0xFF);
        }
        if (length < 0) {
            throw new WebSocketFault(WebSocketCloseStatus.PROTOCOL_ERROR);
        }
        return length;
    }

    /** The masking key, its first byte the highest. */
    int mask() {
        int mask = 0;
        for (int i = have - 4; i < have; i++) {
            mask = (mask << 8) | (bytes[i] & 0xFF);
        }
        return mask;
    }

    /** Ready for the next frame. */
    void clear() {
        have = 0;
    }
}
