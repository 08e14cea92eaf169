package io.robustmq.broker.server.listener;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.UnixChannelOption;

/**
 * What all sockets share: options, watermarks, and where their buffers come from.
 *
 * <p>The buffers are pooled, off the heap, in one arena a lane with chunks of 2 MiB; a lane's thread keeps freed ones at hand.
 * The pool is our own: the process-wide one is set up for small HTTP servers.
 */
final class SocketTuning {
    private static final int PAGE_BYTES = 8 * 1024;
    private static final int CHUNK_ORDER = 8;
    private static final int CACHED_SMALL = 256;
    private static final int CACHED_NORMAL = 64;
    private static final int SMALLEST_READ = 512;
    private static final int FIRST_READ = 2 * 1024;
    private static final int LARGEST_READ = 64 * 1024;
    private static final int READS_A_TURN = 8;

    private final NetworkSettings settings;
    private final WriteBufferWaterMark waterMark;
    private final PooledByteBufAllocator allocator;
    private final RecvByteBufAllocator reads =
            new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ).maxMessagesPerRead(READS_A_TURN);

    /** @param allocator made by {@link #newPool} */
    SocketTuning(NetworkSettings settings, PooledByteBufAllocator allocator) {
        this.settings = settings;
        this.waterMark = new WriteBufferWaterMark(settings.lowWaterBytes(), settings.highWaterBytes());
        this.allocator = allocator;
    }

    static PooledByteBufAllocator newPool(int lanes) {
        return new PooledByteBufAllocator(true, 0, lanes, PAGE_BYTES, CHUNK_ORDER, CACHED_SMALL, CACHED_NORMAL, false);
    }

    /** @param shared whether other sockets listen at the same port */
    void tuneServer(ServerChannel server, boolean shared) {
        ChannelConfig config = server.config();
        config.setOption(ChannelOption.SO_BACKLOG, settings.backlog());
        config.setOption(ChannelOption.SO_REUSEADDR, true);
        if (shared) {
            config.setOption(UnixChannelOption.SO_REUSEPORT, true);
        }
        if (settings.receiveBufferBytes() > 0) { // before listen, so that the window scale fits
            config.setOption(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes());
        }
    }

    /** TCP_NODELAY is Netty's default. */
    void tuneClient(ChannelConfig config) {
        config.setAllocator(allocator);
        config.setRecvByteBufAllocator(reads);
        config.setWriteBufferWaterMark(waterMark);
        if (settings.sendBufferBytes() > 0) {
            config.setOption(ChannelOption.SO_SNDBUF, settings.sendBufferBytes());
        }
    }
}
