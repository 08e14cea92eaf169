package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Move;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;

/** Groups get and lose replicas, one at a time, and say who leads them. */
final class GroupRules {
    private static final String GROUP_ID = "group_id";
    private static final String MOVE_NODE = "move.node_id";

    private GroupRules() {}

    static Reply report(Effects effects, Command.ReportGroup command) {
        Fencing.require(effects.image(), command.nodeId(), command.nodeEpoch());
        Group group = known(effects.image(), GROUP_ID, command.groupId());
        requireLeads(group, command);
        Group changed = group.ledBy(command.nodeId(), command.term());
        for (String promoted : command.promoted()) {
            changed = promote(changed, promoted);
        }
        for (String removed : command.removed()) {
            changed = remove(changed, removed);
        }
        if (!changed.equals(group)) {
            effects.put(changed);
        }
        return new Reply.Done(effects.revision());
    }

    private static void requireLeads(Group group, Command.ReportGroup command) {
        if (command.term() < group.leaderTerm()) {
            throw RefusedException.version(
                    "term",
                    "term " + command.term() + " of group " + group.groupId() + " is over: " + group.leader()
                            + " leads in term " + group.leaderTerm(),
                    "Stop leading; another node has been elected.",
                    group.leaderTerm());
        }
        boolean another = !group.leader().equals(command.nodeId());
        if (command.term() == group.leaderTerm() && another && command.term() > 0) {
            throw wrongState(
                    "term",
                    "group " + group.groupId() + " is led by " + group.leader() + " in term " + command.term(),
                    "A term has one leader: correct the node id or the term.");
        }
        if (group.replica(command.nodeId()).isEmpty()) {
            throw wrongState(
                    "node_id",
                    "node " + command.nodeId() + " has no replica of group " + group.groupId(),
                    "Remove the group from the node.");
        }
    }

    /** A replica that has come to leave in the meantime still leaves. */
    private static Group promote(Group group, String nodeId) {
        Replica replica = group.replica(nodeId)
                .orElseThrow(() -> RefusedException.of(
                        Reason.NOT_FOUND,
                        "promoted",
                        "node " + nodeId + " has no replica of group " + group.groupId(),
                        "Report what the group's own members are."));
        return replica.is(Replica.Role.LEARNER) ? group.with(new Replica(nodeId, Replica.Role.VOTER)) : group;
    }

    /** One that is gone already is well. */
    private static Group remove(Group group, String nodeId) {
        boolean stays = group.replica(nodeId)
                .map(replica -> !replica.is(Replica.Role.LEAVING))
                .orElse(false);
        if (stays) {
            throw wrongState(
                    "removed",
                    "the replica of group " + group.groupId() + " on node " + nodeId + " is not to leave",
                    "Remove only replicas that are LEAVING.");
        }
        return group.without(nodeId);
    }

    static Reply change(Effects effects, Command.ChangeGroup command) {
        Move move = command.move();
        Group group = known(effects.image(), "move.group_id", move.groupId());
        long version = effects.image().versionOf(group.ref());
        if (command.expectedVersion().orElse(version) != version) {
            throw RefusedException.version(
                    "expected_version",
                    "group " + group.groupId() + " has version " + version + ", not "
                            + command.expectedVersion().getAsLong(),
                    "Read the group again and decide anew.",
                    version);
        }
        Group changed =
                switch (move) {
                    case Move.AddReplica add -> add(effects.image(), group, add.nodeId());
                    case Move.RemoveReplica remove -> leave(effects.image(), group, remove.nodeId());
                    case Move.PreferLeader prefer -> prefer(effects.image(), group, prefer.nodeId());
                };
        if (!changed.equals(group)) {
            effects.put(changed);
        }
        return new Reply.Done(effects.revision());
    }

    private static Group add(ClusterImage image, Group group, String nodeId) {
        Node node = NodeRules.known(image, nodeId);
        if (group.replica(nodeId).isPresent()) {
            throw RefusedException.of(
                    Reason.ALREADY_EXISTS,
                    MOVE_NODE,
                    "node " + nodeId + " has a replica of group " + group.groupId() + " already",
                    "Choose another node.");
        }
        requireSettled(group);
        if (!node.takesReplicas()) {
            throw wrongState(
                    MOVE_NODE,
                    "node " + nodeId + " takes no replicas: it must have the role JOURNAL, be alive and not draining",
                    "Choose another node, or make this one serve.");
        }
        return group.with(new Replica(nodeId, Replica.Role.LEARNER));
    }

    private static Group leave(ClusterImage image, Group group, String nodeId) {
        Replica replica = replicaOf(group, nodeId);
        return switch (replica.role()) {
            // What never voted is not missed, even while it is all that changes.
            case LEARNER -> group.with(new Replica(nodeId, Replica.Role.LEAVING));
            case LEAVING -> group;
            case VOTER -> {
                requireSettled(group);
                requireEnoughWithout(image, group, nodeId);
                yield group.with(new Replica(nodeId, Replica.Role.LEAVING));
            }
        };
    }

    /** The others must be as many as they should be, and a majority of today's voters must be alive to agree to it. */
    private static void requireEnoughWithout(ClusterImage image, Group group, String nodeId) {
        int voters = group.nodes(Replica.Role.VOTER).size();
        if (voters - 1 < group.replicationFactor()) {
            throw RefusedException.of(
                    Reason.WOULD_LOSE_QUORUM,
                    MOVE_NODE,
                    "group " + group.groupId() + " has " + voters + " voters; without " + nodeId
                            + " they were fewer than its replication factor " + group.replicationFactor(),
                    "Add a replica elsewhere first and wait until it votes.");
        }
        long alive = group.nodes(Replica.Role.VOTER).stream()
                .filter(voter -> image.node(voter).map(Node::isAlive).orElse(false))
                .count();
        if (alive <= voters / 2) {
            throw RefusedException.of(
                    Reason.WOULD_LOSE_QUORUM,
                    MOVE_NODE,
                    "only " + alive + " of " + voters + " voters of group " + group.groupId() + " are alive",
                    "Bring nodes of the group back; without a majority its membership cannot change.");
        }
    }

    private static Group prefer(ClusterImage image, Group group, String nodeId) {
        Replica replica = replicaOf(group, nodeId);
        boolean alive = image.node(nodeId).map(Node::isAlive).orElse(false);
        if (!replica.is(Replica.Role.VOTER) || !alive) {
            throw wrongState(
                    MOVE_NODE,
                    "the replica of group " + group.groupId() + " on node " + nodeId + " is "
                            + (alive ? "a " + replica.role() : "not alive") + " and cannot lead",
                    "Choose a voter on a node that is alive.");
        }
        return group.withPreferredLeader(nodeId);
    }

    private static Replica replicaOf(Group group, String nodeId) {
        return group.replica(nodeId)
                .orElseThrow(() -> RefusedException.of(
                        Reason.NOT_FOUND,
                        MOVE_NODE,
                        "node " + nodeId + " has no replica of group " + group.groupId(),
                        "Choose one of the group's nodes."));
    }

    private static void requireSettled(Group group) {
        if (group.changes()) {
            throw RefusedException.of(
                    Reason.CHANGE_UNDER_WAY,
                    "move.group_id",
                    "a replica of group " + group.groupId() + " is on its way",
                    "One change at a time: wait until it is done, and try again.");
        }
    }

    static Group known(ClusterImage image, String field, int groupId) {
        return image.group(groupId)
                .orElseThrow(() -> RefusedException.of(
                        Reason.NOT_FOUND, field, "there is no group " + groupId, "List the groups."));
    }

    private static RefusedException wrongState(String field, String message, String advice) {
        return RefusedException.of(Reason.WRONG_STATE, field, message, advice);
    }
}
