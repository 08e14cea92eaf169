package io.robustmq.broker.server.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

/**
 * The TLS context of the listeners, replaced when its files change.
 *
 * <p>Connections keep the context they began with; new handshakes use the new one. Files that cannot be used leave the old
 * context in place, see {@link TlsWatch}.
 */
public final class TlsContexts {
    private final TlsWatch<SslContext> watch;

    private TlsContexts(TlsWatch<SslContext> watch) {
        this.watch = watch;
    }

    /**
     * Reads the files for the first time.
     *
     * @throws io.robustmq.config.InvalidConfigurationException if that fails or they do not fit together
     */
    public static TlsContexts open(TlsSettings settings) {
        return new TlsContexts(TlsWatch.open("tls", settings, TlsFiles::toContext));
    }

    /** A handler for a new connection. */
    public SslHandler newHandler(Channel channel) {
        SslHandler handler = watch.current().newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(0); // the lane watches over it
        return handler;
    }

    public void close() {
        watch.close();
    }
}
