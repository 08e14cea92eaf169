package io.robustmq.broker.server.lifecycle;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.load.InvalidConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Starts and stops the broker with the application. The stop comes first of all, while health and metrics still answer. */
@Singleton
public class BrokerLifecycle {

    private static final int CANNOT_START = 1;

    private final BrokerConfig config;
    private final String version;
    private volatile @Nullable Broker broker;

    BrokerLifecycle(BrokerConfig config, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.version = version;
    }

    void onStart(@Observes StartupEvent event) {
        try {
            broker = Broker.start(config, version);
        } catch (InvalidConfigurationException e) {
            throw new PreventFurtherStepsException(
                    Complaint.text(e.problems()), InvalidConfigurationException.EXIT_CODE);
        } catch (UncheckedIOException e) {
            throw new PreventFurtherStepsException("RobustMQ broker: " + e.getMessage(), CANNOT_START);
        }
    }

    void onStopRequested(@Observes ShutdownDelayInitiatedEvent event) {
        stop();
    }

    /** The only call where the application runs inside a test. */
    void onStop(@Observes ShutdownEvent event) {
        stop();
    }

    private void stop() {
        Broker running = broker;
        if (running != null && !running.isStopping()) {
            running.stop();
        }
    }

    /** The broker, once it has started. */
    public Optional<Broker> broker() {
        return Optional.ofNullable(broker);
    }
}
