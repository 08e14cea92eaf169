package io.robustmq.placement.service.grpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Serves the gRPC services. Nothing in them blocks, so they run on the threads of the connections. */
public final class GrpcPort implements AutoCloseable {

    private static final int LARGEST_REQUEST = 8 << 20;
    private static final long SHORTEST_KEEP_ALIVE_SECONDS = 5;
    private static final long STOP_SECONDS = 2;

    private final Server server;

    /**
     * @param interceptors around every call, the last one outermost
     * @throws UncheckedIOException if the port cannot be opened
     */
    public GrpcPort(InetSocketAddress address, List<BindableService> services, List<ServerInterceptor> interceptors) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .directExecutor()
                .maxInboundMessageSize(LARGEST_REQUEST)
                .permitKeepAliveTime(SHORTEST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        interceptors.forEach(builder::intercept);
        services.forEach(builder::addService);
        try {
            server = builder.build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + " (grpc): " + reason(e),
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

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException _) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
