package io.robustmq.journal.server.health;

import io.robustmq.journal.server.lifecycle.JournalServer;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: every group has a leader, and its replica here takes part. Says of each who it is, and what is wrong with it: leaderless, under
 * replicated, lagging. Those that are under-replicated or lag elsewhere leave this server ready: no other could do better.
 */
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
        if (!server.waitingFor().isEmpty()) {
            response.withData("waiting", server.waitingFor());
        }
        server.node().ifPresent(node -> node.replicas().forEach(replica -> {
            var status = replica.status();
            response.withData(
                    status.getGroup(),
                    "%s, leader %s, applied %d of %d%s%s"
                            .formatted(
                                    status.getRole(),
                                    status.getLeaderAddress().isEmpty() ? "unknown" : status.getLeaderAddress(),
                                    status.getAppliedIndex(),
                                    status.getCommittedIndex(),
                                    status.getConditionsList().stream()
                                            .map(condition ->
                                                    ", " + condition.name().replace('_', ' '))
                                            .collect(Collectors.joining()),
                                    status.getTrouble().isEmpty() ? "" : ", " + status.getTrouble()));
        }));
        return response.build();
    }
}
