package io.robustmq.broker.server.listener;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jboss.logging.Logger;

/** The two ways to wait for sockets: Linux's epoll by Netty's native code, or the JDK's selector. */
enum Transport {
    EPOLL {
        @Override
        EventLoopGroup newGroup(int loops) {
            var group = new EpollEventLoopGroup(loops, threads());
            group.setIoRatio(ALL_TASKS);
            return group;
        }

        @Override
        ServerChannel newServer() {
            return new EpollServerSocketChannel();
        }
    },
    NIO {
        @Override
        EventLoopGroup newGroup(int loops) {
            var group = new NioEventLoopGroup(loops, threads());
            group.setIoRatio(ALL_TASKS);
            return group;
        }

        @Override
        ServerChannel newServer() {
            return new NioServerSocketChannel();
        }
    };

    /** Every task of a turn is run in that turn: tasks are messages of other lanes. */
    private static final int ALL_TASKS = 100;

    private static final Logger LOG = Logger.getLogger(Transport.class);

    static Transport choose(boolean nativeTransport) {
        if (nativeTransport && Epoll.isAvailable()) {
            return EPOLL;
        }
        if (nativeTransport) {
            LOG.debugf(Epoll.unavailabilityCause(), "no epoll here, using the JDK's selector");
        }
        return NIO;
    }

    private static DefaultThreadFactory threads() {
        return new DefaultThreadFactory("lane");
    }

    abstract EventLoopGroup newGroup(int loops);

    abstract ServerChannel newServer();
}
