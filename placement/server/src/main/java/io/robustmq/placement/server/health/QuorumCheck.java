package io.robustmq.placement.server.health;

import io.robustmq.placement.server.lifecycle.PlacementServer;
import io.robustmq.placement.server.raft.RaftStatus;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready: a voter that leads, or follows a leader, and has applied what is committed. */
@Readiness
@Singleton
public class QuorumCheck implements HealthCheck {

    private final PlacementServer server;

    QuorumCheck(PlacementServer server) {
        this.server = server;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("quorum").status(server.isReady());
        server.centre().ifPresent(centre -> {
            RaftStatus status = centre.node().status();
            response.withData("member", status.self())
                    .withData("role", status.role().name())
                    .withData("leader", Objects.requireNonNullElse(status.leader(), ""))
                    .withData("term", status.term())
                    .withData("committed", status.committed())
                    .withData("applied", status.applied());
        });
        return response.build();
    }
}
