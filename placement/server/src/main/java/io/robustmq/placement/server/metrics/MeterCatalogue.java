package io.robustmq.placement.server.metrics;

import io.robustmq.placement.server.centre.Centre;
import io.robustmq.placement.server.lifecycle.PlacementServer;
import io.robustmq.placement.server.raft.RaftStatus;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All gauges of a member. Those of its part in the log and of the state are {@code NaN} before it takes part. */
public final class MeterCatalogue {

    private static final double MILLIS = 1_000.0;

    private static final List<MeterDefinition> ALL = List.of(
            raft("term", "Term of the log.", status -> status.term()),
            raft("leader", "1 at the leader, 0 elsewhere.", status -> status.role() == RaftStatus.Role.LEADER ? 1 : 0),
            raft("voter", "1 at a voter that has a leader, 0 elsewhere.", MeterCatalogue::voter),
            raft("members", "Members, learners included.", status -> status.members()
                    .size()),
            raft("committed", "Last entry known to be on a majority.", status -> status.committed()),
            raft(
                    "commit.lag",
                    "Entries in the log that are not known to be on a majority.",
                    status -> Math.max(0, status.lastIndex() - status.committed())),
            raft(
                    "apply.lag",
                    "Entries on a majority that are not applied here.",
                    status -> Math.max(0, status.committed() - status.applied())),
            member("revision", "Revision of the state.", centre -> centre.image()
                    .revision()),
            member(
                    "snapshot.age.seconds",
                    "Since the last snapshot was taken; NaN before the first.",
                    MeterCatalogue::snapshotAge),
            member("commands.waiting", "Commands that wait to be decided.", Centre::waiting),
            meter("watchers", "Watches that are open.", server -> server.watches()
                    .watchers()),
            meter("watch.lag", "Revisions the slowest watch is behind.", server -> server.watches()
                    .largestLag()));

    private MeterCatalogue() {}

    public static List<MeterDefinition> all() {
        return ALL;
    }

    private static double voter(RaftStatus status) {
        return status.role() != RaftStatus.Role.LEARNER && status.isMember() && status.leader() != null ? 1 : 0;
    }

    private static double snapshotAge(Centre centre) {
        return centre.node().snapshotMillis().stream()
                .mapToDouble(taken -> (System.currentTimeMillis() - taken) / MILLIS)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static MeterDefinition raft(String name, String description, ToDoubleFunction<RaftStatus> figure) {
        return member(
                name, description, centre -> figure.applyAsDouble(centre.node().status()));
    }

    private static MeterDefinition member(String name, String description, ToDoubleFunction<Centre> figure) {
        return meter(name, description, server -> server.centre()
                .map(figure::applyAsDouble)
                .orElse(Double.NaN));
    }

    private static MeterDefinition meter(String name, String description, ToDoubleFunction<PlacementServer> figure) {
        return new MeterDefinition("robustmq.placement." + name, description, figure);
    }
}
