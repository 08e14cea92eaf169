package io.robustmq.operator.app.health;

import io.robustmq.operator.app.lifecycle.OperatorProcess;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up while it hears of what changes, or waits for another operator to end. */
@Readiness
@Singleton
public class WatchingCheck implements HealthCheck {

    private final OperatorProcess process;

    WatchingCheck(OperatorProcess process) {
        this.process = process;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("watching").status(process.isHealthy()).build();
    }
}
