package io.robustmq.placement.server.health;

import io.robustmq.placement.server.lifecycle.PlacementServer;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once the member has opened its log, which replays what it has; not before it knows which cluster it is of. */
@Startup
@Singleton
public class StartedCheck implements HealthCheck {

    private final PlacementServer server;

    StartedCheck(PlacementServer server) {
        this.server = server;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("started")
                .status(server.centre().isPresent())
                .build();
    }
}
