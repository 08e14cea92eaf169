package io.robustmq.broker.server.tls;

import io.robustmq.config.InvalidConfigurationException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is made of the files of {@link TlsSettings}, and made anew when they change.
 *
 * <p>Files that cannot be used leave the old in place, with one line in the log until they change again. They are read by a thread
 * of our own.
 *
 * @param <T> what is made of them
 */
final class TlsWatch<T> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TlsWatch.class);

    private final TlsSettings settings;
    private final Maker<T> maker;
    private final @Nullable ScheduledExecutorService poller;
    private TlsFiles seen;
    private @Nullable String problem;
    private volatile T current;

    /** Makes something of the files, if they fit together. */
    interface Maker<T> {
        T make(TlsFiles files, TlsSettings settings) throws GeneralSecurityException, IOException;
    }

    private TlsWatch(TlsSettings settings, Maker<T> maker, TlsFiles files, T first) {
        this.settings = settings;
        this.maker = maker;
        this.seen = files;
        this.current = first;
        this.poller = settings.reloadIntervalMillis() > 0 ? startPolling() : null;
    }

    /**
     * Reads the files for the first time.
     *
     * @param setting by what name they are known, for messages
     * @throws InvalidConfigurationException if that fails or they do not fit together
     */
    static <T> TlsWatch<T> open(String setting, TlsSettings settings, Maker<T> maker) {
        String what = setting + " (" + settings.key() + ")";
        try {
            TlsFiles files = TlsFiles.read(settings);
            return new TlsWatch<>(settings, maker, files, maker.make(files, settings));
        } catch (IOException e) {
            throw new InvalidConfigurationException(what, "cannot be read: " + e);
        } catch (GeneralSecurityException e) {
            throw new InvalidConfigurationException(what, "cannot be used: " + e.getMessage());
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
                current = maker.make(files, settings);
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

    /** For what begins now; what has begun keeps what it has. */
    T current() {
        return current;
    }

    @Override
    public void close() {
        ScheduledExecutorService running = poller;
        if (running != null) {
            running.shutdownNow();
        }
    }
}
