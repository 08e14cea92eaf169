package io.robustmq.journal.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.robustmq.journal.api.v1.GroupStatus;
import io.robustmq.journal.api.v1.ReplicaStatus;
import io.robustmq.journal.api.v1.Role;
import io.robustmq.journal.server.lifecycle.JournalServer;
import io.robustmq.journal.server.raft.Replica;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Figures of the server over all its groups, read when they are asked for. */
@Singleton
public class JournalMetrics implements MeterBinder {
    /** Who has not been heard of for so long counts as away. */
    private static final long AWAY_MILLIS = 5_000;

    private final Provider<JournalServer> server;

    JournalMetrics(Provider<JournalServer> server) {
        this.server = server;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "groups", "Groups with a replica here", groups -> groups.size());
        gauge(
                registry,
                "groups.led",
                "Groups that this server leads",
                groups -> count(groups.stream().filter(group -> group.getRole() == Role.LEADER)));
        gauge(
                registry,
                "groups.leaderless",
                "Groups without a leader, as far as this server knows",
                groups -> count(
                        groups.stream().filter(group -> group.getLeaderAddress().isEmpty())));
        gauge(
                registry,
                "groups.underreplicated",
                "Groups led here of which a replica has not been heard of for 5 s",
                groups -> count(groups.stream().filter(JournalMetrics::isUnderReplicated)));
        gauge(
                registry,
                "apply.lag",
                "Entries on a majority that are not applied here, of the group that has most",
                groups -> groups.stream()
                        .mapToLong(group -> Math.max(0, group.getCommittedIndex() - group.getAppliedIndex()))
                        .max()
                        .orElse(0));
        gauge(registry, "log.bytes", "What the segments take", groups -> groups.stream()
                .mapToLong(GroupStatus::getSizeBytes)
                .sum());
        Gauge.builder("robustmq.journal.waiting.bytes", () -> replicas().stream()
                        .mapToLong(Replica::waitingBytes)
                        .sum())
                .description("What waits to be proposed")
                .register(registry);
    }

    private static boolean isUnderReplicated(GroupStatus group) {
        return group.getRole() == Role.LEADER
                && group.getReplicasList().stream()
                        .mapToLong(ReplicaStatus::getSilentMillis)
                        .anyMatch(silent -> silent > AWAY_MILLIS);
    }

    private static double count(Stream<GroupStatus> groups) {
        return groups.count();
    }

    private List<Replica> replicas() {
        return server.get().node().map(node -> node.replicas()).orElse(List.of());
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<List<GroupStatus>> figure) {
        Gauge.builder(
                        "robustmq.journal." + name,
                        () -> figure.applyAsDouble(
                                replicas().stream().map(Replica::status).toList()))
                .description(description)
                .register(registry);
    }
}
