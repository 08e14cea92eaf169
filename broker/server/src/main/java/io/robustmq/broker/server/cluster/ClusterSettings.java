package io.robustmq.broker.server.cluster;

import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.ClusterConfig;
import io.robustmq.broker.server.config.ClusterTlsConfig;
import io.robustmq.broker.server.tls.KeySource;
import io.robustmq.broker.server.tls.TlsSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a broker of a cluster has to know.
 *
 * @param placement {@code host:port} of members of the placement centre, at least one
 * @param host where others reach this broker
 * @param folder where it keeps who it is
 * @param peerBytes for messages that wait for one peer
 * @param clientAddress where clients reach this broker, {@code host:port}, or null if they are not to be told
 * @param drainRate clients a second
 * @param largestMessage bytes of the largest message a client may publish
 * @param tls between brokers, or null if they talk in the clear
 */
record ClusterSettings(
        List<String> placement,
        String host,
        InetSocketAddress bind,
        Path folder,
        Duration lease,
        long peerBytes,
        @Nullable String clientAddress,
        int drainRate,
        int largestMessage,
        @Nullable TlsSettings tls) {

    private static final List<String> TLS_VERSIONS = List.of("TLSv1.3");

    static ClusterSettings of(BrokerConfig config) {
        ClusterConfig cluster = config.cluster();
        return new ClusterSettings(
                config.placementCenter().orElse(List.of()),
                cluster.address(),
                new InetSocketAddress(cluster.bindAddress().orElse(cluster.address()), cluster.grpcPort()),
                config.dataPath().resolve("cluster"),
                cluster.lease(),
                cluster.peerBytes(),
                cluster.clientAddress().orElse(null),
                cluster.drainRate(),
                Math.toIntExact(config.protocol().maximumPacketSize()),
                tls(cluster.tls()));
    }

    private static @Nullable TlsSettings tls(ClusterTlsConfig tls) {
        KeySource key = key(tls);
        return key == null
                ? null
                : new TlsSettings(
                        key,
                        TlsSettings.ClientCertificate.REQUIRED,
                        tls.ca().orElse(null),
                        TLS_VERSIONS,
                        List.of(),
                        tls.reloadInterval().toMillis());
    }

    private static @Nullable KeySource key(ClusterTlsConfig tls) {
        if (tls.keystore().isPresent()) {
            return new KeySource.Pkcs12(
                    tls.keystore().get(), tls.keystorePassword().orElse(null));
        }
        if (tls.certificate().isPresent() && tls.key().isPresent()) {
            return new KeySource.Pem(
                    tls.certificate().get(), tls.key().get(), tls.keyPassword().orElse(null));
        }
        return null;
    }
}
