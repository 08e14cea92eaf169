package io.robustmq.broker.server.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the TLS listeners identify themselves and their clients.
 *
 * @param key the server's certificate and private key
 * @param clientCertificate whether clients show a certificate
 * @param clientAuthorities PEM file with the certificates that may sign a client's; needed unless {@code clientCertificate}
 *     is {@link ClientCertificate#NONE}
 * @param protocols versions, as the JDK names them: {@code TLSv1.3}, {@code TLSv1.2}
 * @param cipherSuites the JDK's names; empty takes Netty's choice
 * @param reloadIntervalMillis how often the files are looked at; 0 never
 */
public record TlsSettings(
        KeySource key,
        ClientCertificate clientCertificate,
        @Nullable Path clientAuthorities,
        List<String> protocols,
        List<String> cipherSuites,
        long reloadIntervalMillis) {

    /** Whether a client shows a certificate. One that is shown is always verified. */
    public enum ClientCertificate {
        NONE,
        OPTIONAL,
        REQUIRED
    }
}
