package io.robustmq.broker.core.delivery;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.core.port.Link;
import java.util.ArrayDeque;

/**
 * Frames that wait behind a large one: a large payload is copied to the socket piece by piece, as the client takes it, and
 * until then is only referred to. Empty on nearly all connections. Confined to the connection's lane.
 */
final class Backlog {
    /** Bytes copied to the link at a time. */
    static final int PIECE_BYTES = 64 * 1024;

    private static final byte[] NOTHING = {};

    private static final class Frame {
        final byte[] head;
        final byte[] body;
        int written;

        Frame(byte[] head, byte[] body) {
            this.head = head;
            this.body = body;
        }

        int left() {
            return head.length + body.length - written;
        }
    }

    private final ArrayDeque<Frame> frames = new ArrayDeque<>(2);
    private long bytes;

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Bytes of all frames that are not yet handed to the link. */
    long bytes() {
        return bytes;
    }

    /** The same without the frame under way: one large message is no sign of a slow client. */
    long bytesBehindFirst() {
        Frame first = frames.peek();
        return first == null ? 0 : bytes - first.left();
    }

    void add(byte[] frame) {
        add(frame, NOTHING);
    }

    /** Takes a frame in two parts; neither may be changed afterwards. */
    void add(byte[] head, byte[] body) {
        frames.add(new Frame(head, body));
        bytes += head.length + body.length;
    }

    /** Copies to the link for as long as it takes more. */
    void drainTo(Link link) {
        Frame frame = frames.peek();
        while (frame != null && link.isWritable()) {
            int piece = Math.min(PIECE_BYTES, frame.left());
            copy(frame, piece, link.buffer(piece));
            bytes -= piece;
            if (frame.left() == 0) {
                frames.remove();
                frame = frames.peek();
            }
        }
    }

    private static void copy(Frame frame, int piece, ByteBuf out) {
        int fromHead = Math.min(piece, Math.max(0, frame.head.length - frame.written));
        if (fromHead > 0) {
            out.writeBytes(frame.head, frame.written, fromHead);
        }
        int fromBody = piece - fromHead;
        if (fromBody > 0) {
            out.writeBytes(frame.body, frame.written + fromHead - frame.head.length, fromBody);
        }
        frame.written += piece;
    }
}
