package io.robustmq.broker.server.cluster;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.robustmq.broker.server.tls.MutualTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where other brokers reach this one. */
final class ClusterPort implements AutoCloseable {
    private static final int BESIDE_THE_MESSAGE = 1 << 20;
    private static final int SMALLEST_LIMIT = 8 << 20;
    private static final long SHORTEST_KEEP_ALIVE_SECONDS = 2;
    private static final long STOP_SECONDS = 1;

    private final Server server;

    /**
     * @param largestMessage bytes of the largest that is forwarded
     * @param tls null: in the clear
     * @throws UncheckedIOException if the port cannot be opened
     */
    ClusterPort(InetSocketAddress address, BindableService service, int largestMessage, @Nullable MutualTls tls) {
        int limit =
                (int) Math.min(Integer.MAX_VALUE, Math.max(SMALLEST_LIMIT, (long) largestMessage + BESIDE_THE_MESSAGE));
        try {
            NettyServerBuilder builder = NettyServerBuilder.forAddress(address);
            if (tls != null) {
                builder.sslContext(tls.server());
            }
            server = builder.directExecutor()
                    .maxInboundMessageSize(limit)
                    .permitKeepAliveTime(SHORTEST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .addService(service)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + " (cluster): "
                            + reason(e),
                    e);
        }
    }

    private static String reason(Throwable fault) {
        Throwable cause = fault;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            var unused = server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
