package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * TLS between brokers, on {@code cluster.grpc_port}: on where there is a certificate, and then on all brokers. Each shows its own, and takes
 * none but those of {@code ca}. Use an authority that signs for brokers alone: whoever has a certificate of it is one.
 */
public interface ClusterTlsConfig {

    /**
     * PEM file with this broker's certificate, followed by those of the authorities between it and {@code ca}. It must name {@code
     * cluster.address}, as a DNS name or an IP address, and be good for servers and clients. Needs {@code key} and {@code ca}.
     */
    Optional<Path> certificate();

    /** PEM file with the private key of {@code certificate}, in PKCS8 form. */
    Optional<Path> key();

    /** Password of {@code key}, if that file is encrypted. Better given by the environment than in the file. */
    Optional<String> keyPassword();

    /** PKCS12 file with key and certificates, instead of {@code certificate} and {@code key}. Needs {@code ca}. */
    Optional<Path> keystore();

    /** Password of {@code keystore}. Better given by the environment than in the file. */
    Optional<String> keystorePassword();

    /** PEM file with the authorities that the certificates of brokers come from. More than one while they change. */
    Optional<Path> ca();

    /**
     * How often the files above are looked at for changes. New connections then use the new ones, connections that stand
     * are left alone; files that cannot be used are logged and the old ones kept. 0 never looks.
     */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "1d")
    Duration reloadInterval();
}
