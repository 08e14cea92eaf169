package io.robustmq.journal.server.health;

import io.robustmq.journal.server.lifecycle.JournalServer;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once the replicas are open. */
@Startup
@Singleton
public class StartedCheck implements HealthCheck {
    private final JournalServer server;

    StartedCheck(JournalServer server) {
        this.server = server;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("started")
                .status(server.node().isPresent())
                .build();
    }
}
