package io.robustmq.broker.server.lifecycle;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.robustmq.broker.server.config.BrokerConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The broker within the application: started last, when health and metrics answer already, and stopped first, while they
 * still do.
 */
@Singleton
public class BrokerLifecycle {
    private static final Logger LOG = Logger.getLogger(BrokerLifecycle.class);

    private final BrokerConfig config;
    private final String version;
    private final List<Consumer<Broker>> waiting = new ArrayList<>();
    private volatile @Nullable Broker broker;

    BrokerLifecycle(BrokerConfig config, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.version = version;
    }

    /**
     * @throws io.robustmq.config.InvalidConfigurationException if a file of the settings cannot be used
     * @throws java.io.UncheckedIOException if a port cannot be opened
     */
    Broker start() {
        Broker started = Broker.start(config, version);
        List<Consumer<Broker>> told;
        synchronized (waiting) {
            broker = started;
            told = List.copyOf(waiting);
        }
        told.forEach(one -> one.accept(started));
        return started;
    }

    /** Tells {@code then} once the broker has started; at once if it has. */
    public void whenStarted(Consumer<Broker> then) {
        Broker started;
        synchronized (waiting) {
            started = broker;
            waiting.add(then);
        }
        if (started != null) {
            then.accept(started);
        }
    }

    void onStopRequested(@Observes ShutdownDelayInitiatedEvent event) {
        broker().ifPresent(this::stop);
    }

    private void stop(Broker running) {
        long startNanos = System.nanoTime();
        LOG.infof(
                "RobustMQ broker stopping, as the process was told to end (SIGTERM or the like); clients to say goodbye to: %d",
                running.admission().connections());
        running.stop();
        LOG.infof("RobustMQ broker stopped in %d ms", (System.nanoTime() - startNanos) / 1_000_000);
    }

    /** The broker, once it has started. */
    public Optional<Broker> broker() {
        return Optional.ofNullable(broker);
    }
}
