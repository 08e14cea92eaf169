package io.robustmq.broker.server.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket's first bytes, read before any event loop knows the socket. A client sends CONNECT as soon as it is connected, so
 * that under load the bytes are often there when the socket is accepted; they tell on which lane it should begin.
 *
 * <p>Reads once and without waiting, at most {@value #BYTES} bytes: enough for a client id. With epoll only: of the JDK's
 * sockets Netty shows no descriptor.
 */
final class FirstRead {
    private static final int BYTES = 512;

    private FirstRead() {}

    /** What is there, for the caller to release; null if that is nothing. */
    static @Nullable ByteBuf of(Channel socket) {
        if (!(socket instanceof UnixChannel unix)) {
            return null;
        }
        ByteBuf bytes = socket.alloc().directBuffer(BYTES, BYTES);
        int read = read(unix, bytes);
        if (read <= 0) {
            bytes.release();
            return null;
        }
        return bytes.writerIndex(read);
    }

    /** Returns 0 also when the client has closed or reset: the loop finds that again. */
    private static int read(UnixChannel socket, ByteBuf into) {
        try {
            ByteBuffer room = into.internalNioBuffer(0, BYTES);
            return socket.fd().read(room, room.position(), room.limit());
        } catch (IOException e) {
            return 0;
        }
    }
}
