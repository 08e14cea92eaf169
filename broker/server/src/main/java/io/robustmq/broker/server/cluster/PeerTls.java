package io.robustmq.broker.server.cluster;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslProvider;
import io.robustmq.broker.server.tls.MutualTls;
import io.robustmq.broker.server.tls.TlsSettings;

/** TLS between brokers: gRPC over it, each side with a certificate. */
final class PeerTls {
    private PeerTls() {}

    /** @throws io.robustmq.config.InvalidConfigurationException if the files cannot be used */
    static MutualTls open(TlsSettings settings) {
        return MutualTls.open("cluster.tls", settings, builder -> GrpcSslContexts.configure(builder, SslProvider.JDK));
    }
}
