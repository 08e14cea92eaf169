package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.record.StateRecord;
import java.util.List;
import java.util.Map;

/** Nodes come, drain, die and leave. */
final class NodeRules {
    private static final String NODE_ID = "node_id";
    private static final int VERSION_BYTES = 64;
    private static final int ADDRESS_BYTES = 300;

    private NodeRules() {}

    static Reply form(Effects effects, Command.FormCluster command) {
        Fields.id("cluster_id", command.clusterId());
        ClusterImage image = effects.image();
        if (image.isFormed() && !image.clusterId().equals(command.clusterId())) {
            throw wrongCluster(image.clusterId(), command.clusterId());
        }
        if (!image.isFormed()) {
            effects.add(new StateRecord.Formed(command.clusterId()));
        }
        return new Reply.Done(effects.revision());
    }

    static Reply register(Effects effects, Command.RegisterNode command) {
        check(command);
        ClusterImage image = effects.image();
        if (!command.clusterId().isEmpty() && !command.clusterId().equals(image.clusterId())) {
            throw wrongCluster(image.clusterId(), command.clusterId());
        }
        Node before = image.node(command.nodeId()).orElse(null);
        if (before == null && image.nodes().size() >= Limits.NODES) {
            throw RefusedException.of(
                    Reason.LIMIT_REACHED,
                    NODE_ID,
                    "there are " + Limits.NODES + " nodes already",
                    "Unregister nodes that are no more.");
        }
        Node.Duty duty = before == null ? Node.Duty.SERVING : before.duty();
        int leaseMillis = command.leaseMillis() == 0 ? Limits.DEFAULT_LEASE_MILLIS : command.leaseMillis();
        effects.put(new Node(
                command.nodeId(),
                effects.revision(),
                command.roles(),
                command.addresses(),
                command.zone(),
                command.softwareVersion(),
                leaseMillis,
                Node.ALIVE,
                duty,
                effects.nowMillis()));
        return new Reply.Registered(effects.revision(), image.clusterId(), effects.revision(), leaseMillis, duty);
    }

    private static void check(Command.RegisterNode command) {
        Fields.id(NODE_ID, command.nodeId());
        if (command.roles().isEmpty()) {
            throw RefusedException.of(Reason.MISSING_FIELD, "roles", "roles is empty", "Give BROKER, JOURNAL or both.");
        }
        Fields.count("addresses", command.addresses().size(), Limits.ADDRESSES_A_NODE);
        for (Map.Entry<String, String> address : command.addresses().entrySet()) {
            Fields.id("addresses", address.getKey());
            Fields.line("addresses[" + address.getKey() + "]", address.getValue(), ADDRESS_BYTES);
        }
        Fields.text("zone", command.zone(), Limits.NAME_BYTES);
        Fields.text("software_version", command.softwareVersion(), VERSION_BYTES);
        if (command.leaseMillis() != 0) {
            Fields.range("lease_millis", command.leaseMillis(), Limits.MIN_LEASE_MILLIS, Limits.MAX_LEASE_MILLIS);
        }
    }

    static Reply setDuty(Effects effects, Command.SetDuty command) {
        Node node = known(effects.image(), command.nodeId());
        if (node.duty() != command.duty()) {
            effects.put(node.withDuty(command.duty()));
        }
        int replicas = effects.image().groupsOn(node.nodeId()).size();
        return new Reply.DutySet(effects.revision(), replicas);
    }

    static Reply unregister(Effects effects, Command.UnregisterNode command) {
        Node node = known(effects.image(), command.nodeId());
        if (command.epoch() != 0) {
            requireEpoch(node, command.epoch());
        } else if (node.isAlive() && node.duty() == Node.Duty.SERVING) {
            throw RefusedException.of(
                    Reason.WRONG_STATE,
                    NODE_ID,
                    "node " + node.nodeId() + " is alive and serves",
                    "Drain it first, or stop it and wait for its lease to expire.");
        }
        List<Group> groups = effects.image().groupsOn(node.nodeId());
        if (!groups.isEmpty()) {
            throw RefusedException.of(
                    Reason.IN_USE,
                    NODE_ID,
                    "node " + node.nodeId() + " has replicas of " + groups.size() + " groups, of group "
                            + groups.getFirst().groupId() + " for one",
                    "Drain it and wait until its replicas have moved.");
        }
        effects.remove(node.ref());
        return new Reply.Done(effects.revision());
    }

    static Reply expire(Effects effects, Command.ExpireNode command) {
        Node node = effects.image().node(command.nodeId()).orElse(null);
        if (node != null && node.isAlive() && node.epoch() == command.epoch()) {
            effects.put(node.withLiveness(new Node.Liveness.Expired(effects.nowMillis())));
        }
        return new Reply.Done(effects.revision());
    }

    static Node known(ClusterImage image, String nodeId) {
        Fields.id(NODE_ID, nodeId);
        return image.node(nodeId)
                .orElseThrow(() -> RefusedException.of(
                        Reason.UNKNOWN_NODE,
                        NODE_ID,
                        "node " + nodeId + " is not registered",
                        "Register it, or correct the node id."));
    }

    /** An epoch above ours was given before the cluster was set back to a backup: that node lives, and was only forgotten. */
    static void requireEpoch(Node node, long epoch) {
        if (epoch > node.epoch()) {
            throw RefusedException.of(
                    Reason.UNKNOWN_NODE,
                    "epoch",
                    "epoch " + epoch + " of node " + node.nodeId() + " is not known here, its epoch is " + node.epoch()
                            + ": perhaps the cluster was restored from a backup",
                    "Register again.");
        }
        if (node.epoch() != epoch) {
            throw RefusedException.of(
                    Reason.FENCED,
                    "epoch",
                    "epoch " + epoch + " of node " + node.nodeId() + " is over: its epoch is " + node.epoch(),
                    "Another process has registered with this node id since; this one must stop serving. Make sure that no two"
                            + " processes share a data folder.");
        }
    }

    private static RefusedException wrongCluster(String ours, String theirs) {
        return RefusedException.of(
                Reason.WRONG_CLUSTER,
                "cluster_id",
                "the caller belongs to cluster " + theirs + ", this is cluster " + ours,
                "Correct the placement addresses of the caller, or give it an empty data folder.");
    }
}
