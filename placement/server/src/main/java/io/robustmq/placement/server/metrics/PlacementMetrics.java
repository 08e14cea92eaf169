package io.robustmq.placement.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.robustmq.placement.server.centre.Centre;
import io.robustmq.placement.server.lifecycle.PlacementServer;
import io.robustmq.placement.server.raft.RaftStatus;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** Figures of the member, read when they are asked for; none before it takes part. Times of calls are in {@code RpcTimes}. */
@Singleton
public class PlacementMetrics implements MeterBinder {

    private static final double MILLIS = 1_000.0;

    private final Provider<PlacementServer> server;

    PlacementMetrics(Provider<PlacementServer> server) {
        this.server = server;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        raft(registry, "term", "Term of the log", status -> status.term());
        raft(
                registry,
                "leader",
                "1 at the leader, 0 elsewhere",
                status -> status.role() == RaftStatus.Role.LEADER ? 1 : 0);
        raft(
                registry,
                "voter",
                "1 at a voter that has a leader, 0 elsewhere",
                status -> status.role() != RaftStatus.Role.LEARNER && status.isMember() && status.leader() != null
                        ? 1
                        : 0);
        raft(registry, "members", "Members, learners included", status -> status.members()
                .size());
        raft(registry, "committed", "Last entry known to be on a majority", status -> status.committed());
        raft(
                registry,
                "commit.lag",
                "Entries in the log that are not known to be on a majority",
                status -> Math.max(0, status.lastIndex() - status.committed()));
        raft(
                registry,
                "apply.lag",
                "Entries on a majority that are not applied here",
                status -> Math.max(0, status.committed() - status.applied()));
        member(registry, "revision", "Revision of the state", centre -> centre.image()
                .revision());
        member(
                registry,
                "snapshot.age.seconds",
                "Since the last snapshot was taken",
                centre -> centre.node().snapshotMillis().stream()
                        .mapToDouble(taken -> (System.currentTimeMillis() - taken) / MILLIS)
                        .findFirst()
                        .orElse(Double.NaN));
        member(registry, "commands.waiting", "Commands that wait to be decided", Centre::waiting);
        Gauge.builder(
                        "robustmq.placement.watchers",
                        () -> server.get().watches().watchers())
                .description("Watches that are open")
                .register(registry);
        Gauge.builder(
                        "robustmq.placement.watch.lag",
                        () -> server.get().watches().largestLag())
                .description("Revisions the slowest watch is behind")
                .register(registry);
    }

    private void raft(MeterRegistry registry, String name, String description, ToDoubleFunction<RaftStatus> figure) {
        member(
                registry,
                name,
                description,
                centre -> figure.applyAsDouble(centre.node().status()));
    }

    private void member(MeterRegistry registry, String name, String description, ToDoubleFunction<Centre> figure) {
        Gauge.builder(
                        "robustmq.placement." + name,
                        () -> server.get().centre().map(figure::applyAsDouble).orElse(Double.NaN))
                .description(description)
                .register(registry);
    }
}
