package io.robustmq.broker.server.lifecycle;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.robustmq.broker.server.config.BrokerConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The broker within the application: started last, when health and metrics answer already, and stopped first, while they
 * still do.
 */
@Singleton
public class BrokerLifecycle {

    private final BrokerConfig config;
    private final String version;
    private volatile @Nullable Broker broker;

    BrokerLifecycle(BrokerConfig config, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.version = version;
    }

    /**
     * @throws io.robustmq.broker.server.config.load.InvalidConfigurationException if a file of the settings cannot be used
     * @throws java.io.UncheckedIOException if a port cannot be opened
     */
    Broker start() {
        Broker started = Broker.start(config, version);
        broker = started;
        return started;
    }

    void onStopRequested(@Observes ShutdownDelayInitiatedEvent event) {
        broker().ifPresent(Broker::stop);
    }

    /** The broker, once it has started. */
    public Optional<Broker> broker() {
        return Optional.ofNullable(broker);
    }
}
