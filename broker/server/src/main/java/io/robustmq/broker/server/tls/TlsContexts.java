package io.robustmq.broker.server.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.robustmq.config.InvalidConfigurationException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The TLS context in use, replaced when its files change.
 *
 * <p>Connections keep the context they began with; new handshakes use the new one. Files that cannot be used leave the old
 * context in place, with one line in the log until they change again. The files are read by a thread of our own, never by a
 * lane.
 */
public final class TlsContexts {
    private static final Logger LOG = Logger.getLogger(TlsContexts.class);

    private final TlsSettings settings;
    private final @Nullable ScheduledExecutorService poller;
    private TlsFiles seen;
    private @Nullable String problem;
    private volatile SslContext current;

    private TlsContexts(TlsSettings settings, TlsFiles files, SslContext first) {
        this.settings = settings;
        this.seen = files;
        this.current = first;
        this.poller = settings.reloadIntervalMillis() > 0 ? startPolling() : null;
    }

    /**
     * Reads the files for the first time.
     *
     * @throws InvalidConfigurationException if that fails or they do not fit together
     */
    public static TlsContexts open(TlsSettings settings) {
        try {
            TlsFiles files = TlsFiles.read(settings);
            return new TlsContexts(settings, files, files.toContext(settings));
        } catch (IOException e) {
            throw new InvalidConfigurationException("tls (" + settings.key() + ")", "cannot be read: " + e);
        } catch (GeneralSecurityException e) {
            throw new InvalidConfigurationException(
                    "tls (" + settings.key() + ")", "cannot be used: " + e.getMessage());
        }
    }

    private ScheduledExecutorService startPolling() {
        var thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("tls-reload").factory());
        long interval = settings.reloadIntervalMillis();
        thread.scheduleWithFixedDelay(this::poll, interval, interval, TimeUnit.MILLISECONDS);
        return thread;
    }

    /** Only ever called by the poller. */
    private void poll() {
        try {
            TlsFiles files = TlsFiles.read(settings);
            if (!files.holdSameAs(seen)) {
                seen = files;
                current = files.toContext(settings);
                problem = null;
                LOG.infof("TLS certificate read again: %s", settings.key());
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            complain(e.toString());
        }
    }

    private void complain(String newProblem) {
        if (!newProblem.equals(problem)) {
            problem = newProblem;
            LOG.errorf("the changed TLS files cannot be used, keeping the old certificate: %s", newProblem);
        }
    }

    /** A handler for a new connection. */
    public SslHandler newHandler(Channel channel) {
        SslHandler handler = current.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(0); // the lane watches over it
        return handler;
    }

    public void close() {
        ScheduledExecutorService running = poller;
        if (running != null) {
            running.shutdownNow();
        }
    }
}
