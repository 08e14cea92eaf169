package io.robustmq.broker.server.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.function.UnaryOperator;

/**
 * TLS between servers that are of one kind: each shows the same certificate whether it is called or calls, and takes none but those of its
 * authorities. Who calls sees to it that the certificate names the host that it called.
 *
 * <p>Both contexts are for good: connections that begin use the files as they are then.
 */
public final class MutualTls implements AutoCloseable {
    private final TlsWatch<Contexts> watch;
    private final SslContext server;
    private final SslContext client;

    private record Contexts(SslContext server, SslContext client) {}

    private MutualTls(TlsWatch<Contexts> watch) {
        this.watch = watch;
        this.server = new CurrentSslContext(() -> watch.current().server());
        this.client = new CurrentSslContext(() -> watch.current().client());
    }

    /**
     * Reads the files for the first time.
     *
     * @param setting by what name they are known, for messages
     * @param settings with authorities; its {@code clientCertificate} is not looked at
     * @param protocol prepares a context for what is spoken over TLS
     * @throws io.robustmq.config.InvalidConfigurationException if that fails or they do not fit together
     */
    public static MutualTls open(String setting, TlsSettings settings, UnaryOperator<SslContextBuilder> protocol) {
        return new MutualTls(TlsWatch.open(setting, settings, (files, same) -> contexts(files, same, protocol)));
    }

    private static Contexts contexts(TlsFiles files, TlsSettings settings, UnaryOperator<SslContextBuilder> protocol)
            throws GeneralSecurityException, IOException {
        ServerIdentity identity = files.identity(settings);
        X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
        X509Certificate[] trusted = files.trusted();
        SslContextBuilder called = SslContextBuilder.forServer(identity.privateKey(), chain)
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(trusted);
        SslContextBuilder calls = SslContextBuilder.forClient()
                .keyManager(identity.privateKey(), chain)
                .trustManager(trusted);
        return new Contexts(build(protocol.apply(called), settings), build(protocol.apply(calls), settings));
    }

    private static SslContext build(SslContextBuilder builder, TlsSettings settings) throws IOException {
        builder.protocols(settings.protocols());
        if (!settings.cipherSuites().isEmpty()) {
            builder.ciphers(settings.cipherSuites());
        }
        return builder.build();
    }

    /** For who is called. */
    public SslContext server() {
        return server;
    }

    /** For who calls. */
    public SslContext client() {
        return client;
    }

    @Override
    public void close() {
        watch.close();
    }
}
