package io.robustmq.broker.server.health;

import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.lifecycle.Broker;
import io.robustmq.broker.server.lifecycle.BrokerLifecycle;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jspecify.annotations.Nullable;

/**
 * Up while every event loop answers in time. Says nothing of what the broker depends on: a restart would not mend that. Up
 * before the start and during a stop, too, which have limits of their own.
 */
@Liveness
@Singleton
public class EventLoopsCheck implements HealthCheck {

    private final BrokerLifecycle lifecycle;
    private final long timeoutNanos;
    private @Nullable LanePulse pulse;

    EventLoopsCheck(BrokerLifecycle lifecycle, BrokerConfig config) {
        this.lifecycle = lifecycle;
        this.timeoutNanos = config.lifecycle().eventLoopTimeout().toNanos();
    }

    @Override
    public HealthCheckResponse call() {
        long silence = lifecycle
                .broker()
                .filter(broker -> !broker.isStopping())
                .map(broker -> pulse(broker).longestSilenceNanos())
                .orElse(0L);
        return HealthCheckResponse.named("event-loops")
                .withData("longestSilenceMillis", Duration.ofNanos(silence).toMillis())
                .status(silence < timeoutNanos)
                .build();
    }

    private synchronized LanePulse pulse(Broker broker) {
        LanePulse present = pulse;
        if (present == null) {
            present = new LanePulse(broker.lanes().threads(), System::nanoTime);
            pulse = present;
        }
        return present;
    }
}
