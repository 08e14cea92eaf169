package io.robustmq.broker.server.cluster;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.robustmq.broker.api.v1.PeersGrpc;
import io.robustmq.broker.server.tls.MutualTls;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connection to one other broker, for both streams. */
final class PeerChannel implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;
    private static final long KEEP_ALIVE_SECONDS = 10; // gRPC takes no less
    private static final long KEEP_ALIVE_ANSWER_SECONDS = 3;

    private final ManagedChannel channel;

    /** @param tls null: in the clear */
    PeerChannel(String address, Executor workers, @Nullable MutualTls tls) {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget(address);
        if (tls == null) {
            builder.usePlaintext();
        } else {
            builder.sslContext(tls.client());
        }
        channel = builder.proxyDetector(server -> null) // brokers are near
                .executor(workers)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                .disableRetry()
                .build();
    }

    /** To open a stream with, at once: how long to wait between two tries is the stream's business. */
    PeersGrpc.PeersStub stub() {
        channel.resetConnectBackoff();
        return PeersGrpc.newStub(channel);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
