package io.robustmq.broker.server.lifecycle;

import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.NetworkConfig;
import io.robustmq.broker.server.config.TlsConfig;
import io.robustmq.broker.server.config.load.BindPolicy;
import io.robustmq.broker.server.listener.NetworkSettings;
import io.robustmq.broker.server.tls.KeySource;
import io.robustmq.broker.server.tls.TlsSettings;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The part of the configuration that the listeners obey, in their own terms. */
final class TransportSettings {

    private static final long SMALLEST_FRAME_LIMIT = 1 << 20;

    private TransportSettings() {}

    static NetworkSettings network(BrokerConfig config) {
        NetworkConfig network = config.network();
        boolean hasCertificate = key(config.tls()) != null;
        return new NetworkSettings(
                BindPolicy.mqttAddress(config).getHostAddress(),
                network.tcpPort(),
                hasCertificate ? network.tcpsPort() : OptionalInt.empty(),
                network.websocketPort(),
                hasCertificate ? network.websocketsPort() : OptionalInt.empty(),
                network.eventLoops(),
                network.nativeTransport(),
                network.backlog(),
                Math.toIntExact(network.socketReceiveBuffer()),
                Math.toIntExact(network.socketSendBuffer()),
                Math.toIntExact(network.writeHighWater()),
                Math.toIntExact(network.writeLowWater()),
                network.proxyProtocol(),
                network.websocketPath(),
                Math.toIntExact(Math.max(config.protocol().maximumPacketSize(), SMALLEST_FRAME_LIMIT)),
                network.closeTimeout().toMillis());
    }

    /** Returns null without a certificate: the TLS listeners stay closed. */
    static @Nullable TlsSettings tls(TlsConfig tls) {
        KeySource key = key(tls);
        return key == null
                ? null
                : new TlsSettings(
                        key,
                        switch (tls.clientAuth()) {
                            case NONE -> TlsSettings.ClientCertificate.NONE;
                            case OPTIONAL -> TlsSettings.ClientCertificate.OPTIONAL;
                            case REQUIRED -> TlsSettings.ClientCertificate.REQUIRED;
                        },
                        tls.clientCa().orElse(null),
                        tls.protocols(),
                        tls.ciphers().orElse(List.of()),
                        tls.reloadInterval().toMillis());
    }

    private static @Nullable KeySource key(TlsConfig tls) {
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
