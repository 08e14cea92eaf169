package io.robustmq.placement.state.command;

import io.robustmq.placement.state.model.Node;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What can be asked of the placement centre. Nothing in it is checked yet.
 *
 * <p>Each has an idempotency key of 1 to 64 letters: what was applied under it is not applied again, its answer is given once
 * more. Only commands of the leader's own ({@link ExpireNode}, {@link ChangeGroup} by balancing) may have an empty one, which
 * means none: they change nothing a second time.
 */
public sealed interface Command {

    String idempotencyKey();

    /** The first of all: gives the cluster its id. Refused when it has another one. */
    record FormCluster(String idempotencyKey, String clusterId) implements Command {}

    /**
     * A node has started.
     *
     * @param clusterId the one its data folder belongs to; empty on its first start
     * @param leaseMillis 0 for the default
     */
    record RegisterNode(
            String idempotencyKey,
            String nodeId,
            String clusterId,
            Set<Node.Role> roles,
            Map<String, String> addresses,
            String zone,
            String softwareVersion,
            int leaseMillis)
            implements Command {
        public RegisterNode {
            roles = Set.copyOf(roles);
            addresses = Map.copyOf(addresses);
        }
    }

    /** The node gets nothing new and what it has moves away, or ({@code SERVING}) it takes part again. */
    record SetDuty(String idempotencyKey, String nodeId, Node.Duty duty) implements Command {}

    /**
     * The node leaves for good.
     *
     * @param epoch its own; 0 from an operator
     */
    record UnregisterNode(String idempotencyKey, String nodeId, long epoch) implements Command {}

    /**
     * The leader has not heard of the node for as long as its lease. Nothing if it has registered since.
     *
     * @param epoch the registration whose lease has run out
     */
    record ExpireNode(String nodeId, long epoch) implements Command {
        @Override
        public String idempotencyKey() {
            return "";
        }
    }

    /**
     * All of the changes or none.
     *
     * @param changes 1 to 100, each about another entity
     */
    record Write(String idempotencyKey, List<Change> changes) implements Command {
        public Write {
            changes = List.copyOf(changes);
        }
    }

    /** Makes the shards of a set and the groups that carry them. Numbers of 0 stand for the default. */
    record CreateShardSet(String idempotencyKey, String name, int shards, int groups, int replicationFactor)
            implements Command {}

    /** Deletes a set, its shards, and the groups that carry nothing else. */
    record DeleteShardSet(String idempotencyKey, String name) implements Command {}

    /**
     * A shard goes to another group.
     *
     * @param expectedEpoch the shard's, as the caller knows it
     */
    record AssignShard(String idempotencyKey, String set, int index, int groupId, long expectedEpoch)
            implements Command {}

    /**
     * What the leader of a group has to tell.
     *
     * @param nodeEpoch the epoch of the node that reports
     * @param term of the group
     * @param promoted learners that vote now
     * @param removed leaving replicas that are gone
     */
    record ReportGroup(
            String idempotencyKey,
            String nodeId,
            long nodeEpoch,
            int groupId,
            long term,
            List<String> promoted,
            List<String> removed)
            implements Command {
        public ReportGroup {
            promoted = List.copyOf(promoted);
            removed = List.copyOf(removed);
        }
    }

    /**
     * One step of a group's membership or leadership, by balancing or by an operator.
     *
     * @param expectedVersion of the group; empty for any
     */
    record ChangeGroup(String idempotencyKey, Move move, OptionalLong expectedVersion) implements Command {}
}
