package io.robustmq.broker.server.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Certificates of the {@code tls} and {@code wss} listeners: either PEM files or one PKCS12 file. */
public interface TlsConfig {

    /** PEM file with the server's certificate, followed by those of the authorities between it and the root. Needs {@code key}. */
    Optional<Path> certificate();

    /** PEM file with the private key of {@code certificate}, in PKCS8 form. */
    Optional<Path> key();

    /** Password of {@code key}, if that file is encrypted. Better given by the environment than in the file. */
    Optional<String> keyPassword();

    /** PKCS12 file with key and certificates, instead of {@code certificate} and {@code key}. */
    Optional<Path> keystore();

    /** Password of {@code keystore}. Better given by the environment than in the file. */
    Optional<String> keystorePassword();

    /** PEM file with the authorities that client certificates must come from. Needed unless {@code client_auth} is none. */
    Optional<Path> clientCa();

    /**
     * Whether clients show a certificate: none is asked for; optional asks, and verifies what is shown; required turns
     * clients without one away. A verified certificate's common name is available to authentication.
     */
    @WithDefault("none")
    ClientAuth clientAuth();

    /** TLS versions offered, of TLSv1.2 and TLSv1.3. */
    @WithDefault("TLSv1.3,TLSv1.2")
    List<String> protocols();

    /** Cipher suites offered, by their standard names, best first. Not set: those the JDK holds safe. */
    Optional<List<String>> ciphers();

    /**
     * How often the files above are looked at for changes. New connections then use the new ones, connections that stand
     * are left alone; files that cannot be used are logged and the old ones kept. 0 never looks.
     */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "0s", max = "1d")
    Duration reloadInterval();

    /** Whether a client certificate is asked for. */
    enum ClientAuth {
        NONE,
        OPTIONAL,
        REQUIRED
    }
}
