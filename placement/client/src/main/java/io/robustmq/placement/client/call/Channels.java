package io.robustmq.placement.client.call;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One channel a member. gRPC connects and keeps it; how long to wait between two tries is ours, so its own back-off is reset. */
final class Channels {

    private static final int LARGEST_ANSWER = 16 << 20;
    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final long KEEP_ALIVE_ANSWER_SECONDS = 5;

    private final Map<String, ManagedChannel> channels = new HashMap<>();
    private final int connectMillis;
    private final Executor executor;
    private boolean closed;

    Channels(int connectMillis, Executor executor) {
        this.connectMillis = connectMillis;
        this.executor = executor;
    }

    /** The channel of a member, about to be used. */
    synchronized ManagedChannel of(String address) {
        ManagedChannel channel = channels.computeIfAbsent(address, this::open);
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        if (closed) {
            channel.shutdownNow();
        }
        return channel;
    }

    private ManagedChannel open(String address) {
        return NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .proxyDetector(server -> null) // members are near
                .executor(executor)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                .maxInboundMessageSize(LARGEST_ANSWER)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                .disableRetry()
                .build();
    }

    /** Closes those of members that are no more; calls under way come to their end. */
    synchronized void keep(Collection<String> addresses) {
        channels.entrySet().removeIf(entry -> {
            boolean gone = !addresses.contains(entry.getKey());
            if (gone) {
                entry.getValue().shutdown();
            }
            return gone;
        });
    }

    /** Ends all calls. */
    synchronized void close() {
        closed = true;
        channels.values().forEach(ManagedChannel::shutdownNow);
        channels.clear();
    }
}
