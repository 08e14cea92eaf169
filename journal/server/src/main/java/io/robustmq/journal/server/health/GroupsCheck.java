package io.robustmq.journal.server.health;

import io.robustmq.journal.server.lifecycle.JournalServer;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready: every group has a leader, and its replica here takes part. Says of each who it is. */
@Readiness
@Singleton
public class GroupsCheck implements HealthCheck {
    private final JournalServer server;

    GroupsCheck(JournalServer server) {
        this.server = server;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("groups").status(server.isReady());
        server.node().ifPresent(node -> node.replicas().forEach(replica -> {
            var status = replica.status();
            response.withData(
                    status.getGroup(),
                    "%s, leader %s, applied %d of %d%s"
                            .formatted(
                                    status.getRole(),
                                    status.getLeaderAddress().isEmpty() ? "unknown" : status.getLeaderAddress(),
                                    status.getAppliedIndex(),
                                    status.getCommittedIndex(),
                                    status.getTrouble().isEmpty() ? "" : ", " + status.getTrouble()));
        }));
        return response.build();
    }
}
