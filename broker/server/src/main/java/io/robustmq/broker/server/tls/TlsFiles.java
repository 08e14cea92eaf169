package io.robustmq.broker.server.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.robustmq.broker.server.tls.TlsSettings.ClientCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the files of {@link TlsSettings} held at one moment; whatever their dates say. */
final class TlsFiles {
    /** The certificates of PEM, or the PKCS #12 store. */
    private final byte[] first;
    /** The private key of PEM; empty with PKCS #12. */
    private final byte[] second;
    /** Who may sign a client's certificate; empty if nobody asks for one. */
    private final byte[] authorities;

    private TlsFiles(byte[] first, byte[] second, byte[] authorities) {
        this.first = first;
        this.second = second;
        this.authorities = authorities;
    }

    static TlsFiles read(TlsSettings settings) throws IOException {
        byte[] authorities = read(settings.clientAuthorities());
        return switch (settings.key()) {
            case KeySource.Pem pem -> new TlsFiles(read(pem.certificates()), read(pem.privateKey()), authorities);
            case KeySource.Pkcs12 store -> new TlsFiles(read(store.store()), new byte[0], authorities);
        };
    }

    private static byte[] read(@Nullable Path file) throws IOException {
        return file == null ? new byte[0] : Files.readAllBytes(file);
    }

    boolean holdSameAs(TlsFiles other) {
        return Arrays.equals(first, other.first)
                && Arrays.equals(second, other.second)
                && Arrays.equals(authorities, other.authorities);
    }

    /** Makes a context of them, if they fit together. */
    SslContext toContext(TlsSettings settings) throws GeneralSecurityException, IOException {
        ServerIdentity identity = identity(settings);
        SslContextBuilder builder = SslContextBuilder.forServer(
                        identity.privateKey(), identity.chain().toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.JDK)
                .protocols(settings.protocols());
        if (!settings.cipherSuites().isEmpty()) {
            builder.ciphers(settings.cipherSuites());
        }
        if (settings.clientCertificate() != ClientCertificate.NONE) {
            builder.trustManager(trusted());
        }
        return builder.clientAuth(
                        switch (settings.clientCertificate()) {
                            case NONE -> ClientAuth.NONE;
                            case OPTIONAL -> ClientAuth.OPTIONAL;
                            case REQUIRED -> ClientAuth.REQUIRE;
                        })
                .build();
    }

    /** The key and its certificates, if they fit together. */
    ServerIdentity identity(TlsSettings settings) throws GeneralSecurityException, IOException {
        return switch (settings.key()) {
            case KeySource.Pem pem -> ServerIdentity.ofPem(first, second, pem.password());
            case KeySource.Pkcs12 store -> ServerIdentity.ofPkcs12(first, store.password());
        };
    }

    /** The authorities, at least one. */
    X509Certificate[] trusted() throws GeneralSecurityException {
        var certificates =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(authorities));
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate of an authority");
        }
        return certificates.stream().map(X509Certificate.class::cast).toArray(X509Certificate[]::new);
    }
}
