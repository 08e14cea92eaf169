package io.robustmq.journal.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.robustmq.journal.api.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One channel a server. How long to wait between two tries is ours, so gRPC's own back-off is reset. Thread-safe. */
final class Channels {
    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final long KEEP_ALIVE_ANSWER_SECONDS = 5;

    private final Map<String, ManagedChannel> channels = new HashMap<>();
    private boolean closed;

    /** The channel of a server, about to be used. */
    synchronized ManagedChannel of(String address) {
        ManagedChannel channel = channels.computeIfAbsent(address, Channels::open);
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        if (closed) {
            channel.shutdownNow();
        }
        return channel;
    }

    private static ManagedChannel open(String address) {
        return NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .proxyDetector(server -> null) // servers are near
                .maxInboundMessageSize(Limits.MESSAGE_BYTES)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                .disableRetry()
                .build();
    }

    /** Ends all calls. */
    synchronized void close() {
        closed = true;
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
