package io.robustmq.placement.state.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Raft group of the journal, which carries shards.
 *
 * <pre>
 *            AddReplica            the leader reports it promoted
 *   (none) ────────────► LEARNER ────────────────────────────────► VOTER
 *     ▲                     │ RemoveReplica                          │ RemoveReplica
 *     └─────────────────────┴──────────── LEAVING ◄──────────────────┘
 *       the leader reports it removed
 * </pre>
 *
 * At most one replica is on its way at a time.
 *
 * @param groupId 1 or more; never given again
 * @param replicationFactor voters it should have
 * @param preferredLeader a node that should lead; empty if any may
 * @param leader who was last reported to lead; empty before the first report
 * @param leaderTerm in which term; 0 before the first report
 */
public record Group(
        int groupId,
        int replicationFactor,
        List<Replica> replicas,
        String preferredLeader,
        String leader,
        long leaderTerm)
        implements Entity {

    public Group {
        replicas = List.copyOf(replicas);
    }

    @Override
    public Ref ref() {
        return Ref.group(groupId);
    }

    public Optional<Replica> replica(String nodeId) {
        for (Replica replica : replicas) {
            if (replica.nodeId().equals(nodeId)) {
                return Optional.of(replica);
            }
        }
        return Optional.empty();
    }

    public boolean isVoter(String nodeId) {
        return replicas.contains(new Replica(nodeId, Replica.Role.VOTER));
    }

    /** Nodes of the replicas in this role, in the order of the list. */
    public List<String> nodes(Replica.Role role) {
        List<String> nodes = new ArrayList<>(replicas.size());
        for (Replica replica : replicas) {
            if (replica.is(role)) {
                nodes.add(replica.nodeId());
            }
        }
        return nodes;
    }

    /** Whether a replica is on its way in or out. */
    public boolean changes() {
        for (Replica replica : replicas) {
            if (!replica.is(Replica.Role.VOTER)) {
                return true;
            }
        }
        return false;
    }

    /** With this replica in addition, or instead of the one on the same node. */
    public Group with(Replica replica) {
        List<Replica> changed = new ArrayList<>(replicas);
        changed.removeIf(old -> old.nodeId().equals(replica.nodeId()));
        changed.add(replica);
        return withReplicas(changed);
    }

    /** Without the replica on this node. */
    public Group without(String nodeId) {
        List<Replica> changed = new ArrayList<>(replicas);
        changed.removeIf(old -> old.nodeId().equals(nodeId));
        return withReplicas(changed);
    }

    public Group withPreferredLeader(String nodeId) {
        return new Group(groupId, replicationFactor, replicas, nodeId, leader, leaderTerm);
    }

    public Group ledBy(String nodeId, long term) {
        return new Group(groupId, replicationFactor, replicas, preferredLeader, nodeId, term);
    }

    /** A node that no longer votes is no longer preferred. */
    private Group withReplicas(List<Replica> changed) {
        boolean votes = changed.contains(new Replica(preferredLeader, Replica.Role.VOTER));
        return new Group(groupId, replicationFactor, changed, votes ? preferredLeader : "", leader, leaderTerm);
    }
}
