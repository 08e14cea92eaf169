package io.robustmq.broker.server.health;

import io.robustmq.broker.server.lifecycle.BrokerLifecycle;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once the broker has opened its listeners. */
@Startup
@Singleton
public class StartedCheck implements HealthCheck {

    private final BrokerLifecycle lifecycle;

    StartedCheck(BrokerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("started")
                .status(lifecycle.broker().isPresent())
                .build();
    }
}
