package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.balance.InitialSpread;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Shard;
import io.robustmq.placement.state.model.ShardSet;
import io.robustmq.placement.state.record.StateRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sets of shards, and which group carries each. */
final class ShardRules {
    private ShardRules() {}

    static Reply create(Effects effects, Command.CreateShardSet command) {
        ClusterImage image = effects.image();
        Fields.lowerId("name", command.name());
        Ref ref = Ref.of(Kind.SHARD_SET, command.name());
        if (image.find(ref) != null) {
            throw RefusedException.of(
                    Reason.ALREADY_EXISTS,
                    "name",
                    "the shard set '" + command.name() + "' is there already",
                    "Use it as it is: the number of its shards cannot change.");
        }
        int nodes = (int) image.nodes().stream().filter(Node::takesReplicas).count();
        int shards = command.shards() == 0 ? Limits.DEFAULT_SHARDS : command.shards();
        Fields.range("shards", shards, 1, Limits.SHARDS_A_SET);
        int groups = command.groups() == 0
                ? Math.max(1, Math.min(Math.min(nodes, shards), Limits.GROUPS_A_SET))
                : command.groups();
        Fields.range("groups", groups, 1, Math.min(shards, Limits.GROUPS_A_SET));
        int factor = replicationFactor(command, nodes);
        return place(effects, new ShardSet(command.name(), shards), groups, factor);
    }

    private static int replicationFactor(Command.CreateShardSet command, int nodes) {
        int factor = command.replicationFactor() == 0 ? (nodes < 3 ? 1 : 3) : command.replicationFactor();
        Fields.range("replication_factor", factor, 1, Limits.REPLICATION_FACTOR);
        if (factor % 2 == 0) {
            throw Fields.invalid(
                    "replication_factor", Integer.toString(factor), "it is odd: an even one outlives no more failures");
        }
        if (factor > nodes) {
            throw RefusedException.of(
                    Reason.NOT_ENOUGH_NODES,
                    "replication_factor",
                    factor + " replicas need as many journal nodes that are alive and not draining; there are " + nodes,
                    "Start more journal nodes, or lower the replication factor.");
        }
        return factor;
    }

    private static Reply place(Effects effects, ShardSet set, int groups, int factor) {
        int firstId = effects.image().nextGroupId();
        List<Integer> groupIds = new ArrayList<>(groups);
        for (Group group : InitialSpread.place(effects.image(), firstId, groups, factor)) {
            effects.put(group);
            groupIds.add(group.groupId());
        }
        effects.add(new StateRecord.GroupIdsUsed(firstId + groups));
        effects.put(set);
        for (int index = 0; index < set.shards(); index++) {
            effects.put(new Shard(set.name(), index, firstId + index % groups, effects.revision()));
        }
        return new Reply.SetCreated(effects.revision(), groupIds);
    }

    static Reply delete(Effects effects, Command.DeleteShardSet command) {
        Ref ref = Ref.of(Kind.SHARD_SET, command.name());
        if (effects.image().find(ref) == null) {
            throw noSet("name", command.name());
        }
        Set<Integer> emptied = new HashSet<>();
        Set<Integer> stillUsed = new HashSet<>();
        for (Shard shard : effects.image().shards()) {
            if (shard.set().equals(command.name())) {
                effects.remove(shard.ref());
                emptied.add(shard.groupId());
            } else {
                stillUsed.add(shard.groupId());
            }
        }
        emptied.removeAll(stillUsed);
        emptied.stream().sorted().forEach(groupId -> effects.remove(Ref.group(groupId)));
        effects.remove(ref);
        return new Reply.Done(effects.revision());
    }

    static Reply assign(Effects effects, Command.AssignShard command) {
        Shard shard = effects.image()
                .shard(command.set(), command.index())
                .orElseThrow(() -> noSet("set", command.set() + "/" + command.index()));
        GroupRules.known(effects.image(), "group_id", command.groupId());
        if (shard.epoch() != command.expectedEpoch()) {
            throw RefusedException.version(
                    "expected_epoch",
                    "shard " + shard.ref().name() + " has epoch " + shard.epoch() + ", not " + command.expectedEpoch(),
                    "Read the shard again and decide anew.",
                    shard.epoch());
        }
        if (shard.groupId() == command.groupId()) {
            return new Reply.Assigned(effects.revision(), shard.epoch());
        }
        effects.put(new Shard(shard.set(), shard.index(), command.groupId(), effects.revision()));
        return new Reply.Assigned(effects.revision(), effects.revision());
    }

    private static RefusedException noSet(String field, String name) {
        return RefusedException.of(
                Reason.NOT_FOUND, field, "there is no '" + name + "'", "List the shard sets; names are exact.");
    }
}
