package io.robustmq.journal.server.metrics;

import io.robustmq.journal.api.v1.GroupCondition;
import io.robustmq.journal.api.v1.GroupStatus;
import io.robustmq.journal.api.v1.Role;
import io.robustmq.journal.server.lifecycle.JournalServer;
import io.robustmq.journal.server.raft.GroupConditions;
import io.robustmq.journal.server.raft.Replica;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** All gauges of a server: over the groups that it has a replica of, and the shards that these carry. */
public final class MeterCatalogue {
    private static final String LEADERLESS =
            "whose leader this server does not know: nothing of them can be used here.";
    private static final String UNDER_REPLICATED =
            "led here of which a voter has not been heard of for 5 s, or lags: fewer failures are survived.";
    private static final String LAGGING =
            "led here of which a replica is 1,000 entries behind or more; others where the one here is.";

    private static final List<MeterDefinition> ALL = List.of(
            sum("groups", "Groups with a replica here.", group -> 1),
            sum("groups.led", "Groups that this server leads.", group -> leads(group) ? 1 : 0),
            sum(
                    "shards.led",
                    "Shards, of those that have records, that this server leads.",
                    group -> leads(group) ? group.getShardsCount() : 0),
            groups("leaderless", "Groups " + LEADERLESS, GroupCondition.LEADERLESS),
            shards("leaderless", "Shards " + LEADERLESS, GroupCondition.LEADERLESS),
            groups("underreplicated", "Groups " + UNDER_REPLICATED, GroupCondition.UNDER_REPLICATED),
            shards("underreplicated", "Shards " + UNDER_REPLICATED, GroupCondition.UNDER_REPLICATED),
            groups("lagging", "Groups " + LAGGING, GroupCondition.LAGGING),
            shards("lagging", "Shards " + LAGGING, GroupCondition.LAGGING),
            groups("failed", "Groups whose replica here has failed, and takes no part.", GroupCondition.REPLICA_FAILED),
            largest(
                    "replica.lag",
                    "Entries on a majority that a replica of a group led here lacks; of the one that lacks most.",
                    MeterCatalogue::replicaLag),
            largest(
                    "apply.lag",
                    "Entries on a majority that are not applied here; of the group that has most.",
                    group -> Math.max(0, group.getCommittedIndex() - group.getAppliedIndex())),
            sum("log.bytes", "What the segments take.", GroupStatus::getSizeBytes),
            meter("waiting.bytes", "What waits to be proposed.", server -> replicas(server)
                    .mapToLong(Replica::waitingBytes)
                    .sum()),
            meter("disk.free.bytes", "What is free on the disk of the data folder.", server -> server.freeBytes()),
            meter(
                    "disk.waiting",
                    "1 while this server takes no part in its groups because its disk is full, else 0.",
                    server -> server.waitingFor().isEmpty() ? 0 : 1));

    private MeterCatalogue() {}

    public static List<MeterDefinition> all() {
        return ALL;
    }

    private static boolean leads(GroupStatus group) {
        return group.getRole() == Role.LEADER;
    }

    private static long replicaLag(GroupStatus group) {
        return leads(group)
                ? group.getReplicasList().stream()
                        .mapToLong(replica -> GroupConditions.lag(group, replica))
                        .max()
                        .orElse(0)
                : 0;
    }

    private static MeterDefinition groups(String name, String description, GroupCondition condition) {
        return sum(
                "groups." + name,
                description,
                group -> group.getConditionsList().contains(condition) ? 1 : 0);
    }

    private static MeterDefinition shards(String name, String description, GroupCondition condition) {
        return sum(
                "shards." + name,
                description,
                group -> group.getConditionsList().contains(condition) ? group.getShardsCount() : 0);
    }

    private static MeterDefinition sum(String name, String description, ToLongFunction<GroupStatus> figure) {
        return meter(name, description, server -> figures(server, figure).sum());
    }

    private static MeterDefinition largest(String name, String description, ToLongFunction<GroupStatus> figure) {
        return meter(name, description, server -> figures(server, figure).max().orElse(0));
    }

    private static LongStream figures(JournalServer server, ToLongFunction<GroupStatus> figure) {
        return replicas(server).map(Replica::status).mapToLong(figure);
    }

    private static Stream<Replica> replicas(JournalServer server) {
        return server.node().stream().flatMap(node -> node.replicas().stream());
    }

    private static MeterDefinition meter(String name, String description, ToDoubleFunction<JournalServer> figure) {
        return new MeterDefinition("robustmq.journal." + name, description, figure);
    }
}
