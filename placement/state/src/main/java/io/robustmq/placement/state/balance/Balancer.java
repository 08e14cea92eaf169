package io.robustmq.placement.state.balance;

import io.robustmq.placement.state.command.Move;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What should move next, so that every group has its replicas on nodes that serve, in as many zones as possible, no node has two
 * more than another without need, and every node leads as many groups as any.
 *
 * <p>A replica moves in two steps: one is added elsewhere, and when it votes, one too many is removed. So a group never has fewer
 * voters than it should because of a move. First come groups that have too many (a move is finished before another begins), then
 * those that miss some, then drained nodes, then zones, then even load.
 *
 * <p>It comes to an end: with the nodes as they are, every pair of steps either puts a group's replicas on more nodes that
 * serve, or into more zones, or lowers the sum of the squares of the loads with the zones as they were.
 *
 * <p>A function of the image: to be asked again after every change.
 */
public final class Balancer {
    private final ClusterImage image;
    private final BalanceLimits limits;
    private final long nowMillis;
    private final Map<Integer, Group> groups = new TreeMap<>();
    private final Load load;
    private final Set<Integer> moving = new HashSet<>();
    private final List<Plan.Step> steps = new ArrayList<>();
    private final List<String> obstacles = new ArrayList<>();

    private Balancer(ClusterImage image, BalanceLimits limits, long nowMillis) {
        this.image = image;
        this.limits = limits;
        this.nowMillis = nowMillis;
        for (Group group : image.groups()) {
            groups.put(group.groupId(), group);
            if (group.changes()) {
                moving.add(group.groupId());
            }
        }
        this.load = new Load(image, groups.values());
    }

    /**
     * @param nowMillis wall clock, compared with when nodes expired
     */
    public static Plan plan(ClusterImage image, BalanceLimits limits, long nowMillis) {
        Balancer balancer = new Balancer(image, limits, nowMillis);
        balancer.dropDeadLearners();
        balancer.removeExcess();
        balancer.replaceMissing();
        balancer.spreadOverZones();
        balancer.evenLoad();
        List<Plan.Step> steps = balancer.steps;
        LeaderBalance.plan(image, balancer.groups.values(), limits.leaderMoves()).forEach((groupId, nodeId) -> steps.add(
                balancer.step(new Move.PreferLeader(groupId, nodeId), "leaders even and on nodes that serve")));
        return new Plan(steps, balancer.obstacles);
    }

    /** A learner that cannot catch up would hold its group for ever. */
    private void dropDeadLearners() {
        for (Group group : groups.values()) {
            for (String learner : group.nodes(Replica.Role.LEARNER)) {
                if (!load.takes(learner)) {
                    steps.add(step(
                            new Move.RemoveReplica(group.groupId(), learner), "the new replica's node does not serve"));
                    load.change(learner, -1);
                }
            }
        }
    }

    private void removeExcess() {
        for (Group group : groups.values()) {
            List<String> voters = group.nodes(Replica.Role.VOTER);
            boolean canAgree = voters.stream().filter(this::isAlive).count() > voters.size() / 2;
            if (voters.size() > group.replicationFactor() && canAgree && mayMove(group)) {
                String least = leastNeeded(voters);
                move(group, new Move.RemoveReplica(group.groupId(), least), "one replica more than needed");
                load.change(least, -1);
            }
        }
    }

    /** One that does not serve; else one whose zone has another; else one of the node with the most. */
    private String leastNeeded(List<String> voters) {
        Comparator<String> byNeed = Comparator.<String>comparingInt(node -> isAlive(node) ? 1 : 0)
                .thenComparingInt(node -> load.takes(node) ? 1 : 0)
                .thenComparing(Comparator.<String>comparingInt(node -> load.zones(without(voters, node)))
                        .reversed())
                .thenComparing(Comparator.<String>comparingInt(load::of).reversed())
                .thenComparing(Comparator.naturalOrder());
        return voters.stream().min(byNeed).orElseThrow();
    }

    /** Those with dead nodes before those with draining ones. */
    private void replaceMissing() {
        for (Group group : groups.values()) {
            if (good(group) < group.replicationFactor() && group.replicas().stream().anyMatch(r -> isLost(r.nodeId()))) {
                addTo(group, "a replica is lost");
            }
        }
        for (Group group : groups.values()) {
            boolean drains = group.replicas().stream().anyMatch(replica -> isDraining(replica.nodeId()));
            boolean few = group.nodes(Replica.Role.VOTER).size() < group.replicationFactor();
            if (drains || few) {
                addTo(group, drains ? "a node drains" : "fewer replicas than needed");
            }
        }
    }

    private void addTo(Group group, String why) {
        if (!mayMove(group)) {
            return;
        }
        List<String> serving = servingVoters(group);
        List<Node> candidates = load.candidates(nodesOf(group));
        if (candidates.isEmpty()) {
            obstacles.add("group " + group.groupId() + ": " + why + ", and there is no other journal node for it");
            return;
        }
        int zones = load.zones(serving);
        Node best = candidates.stream()
                .filter(node -> load.zones(with(serving, node.nodeId())) > zones)
                .findFirst()
                .orElseGet(candidates::getFirst);
        add(group, best.nodeId(), why);
    }

    private void spreadOverZones() {
        for (Group group : groups.values()) {
            List<String> voters = group.nodes(Replica.Role.VOTER);
            int zones = load.zones(voters);
            if (!mayMove(group) || !isWhole(group) || zones == voters.size()) {
                continue;
            }
            load.candidates(nodesOf(group)).stream()
                    .filter(node -> load.zones(with(voters, node.nodeId())) > zones)
                    .findFirst()
                    .ifPresent(node -> add(group, node.nodeId(), "two replicas share a zone"));
        }
    }

    private void evenLoad() {
        for (Group group : groups.values()) {
            if (!mayMove(group) || !isWhole(group)) {
                continue;
            }
            List<String> voters = group.nodes(Replica.Role.VOTER);
            String target = evenTarget(group, voters);
            if (target != null) {
                add(group, target, "its nodes have more replicas than others");
                // The one that will leave when the new one votes: counted now, so that one plan does not overshoot.
                load.change(leastNeeded(with(voters, target)), -1);
            }
        }
    }

    /** A node with two fewer than one of the group, that can stand in for it without losing a zone. */
    private @Nullable String evenTarget(Group group, List<String> voters) {
        int zones = load.zones(voters);
        for (Node node : load.candidates(nodesOf(group))) {
            for (String voter : voters) {
                boolean lighter = load.of(voter) - load.of(node.nodeId()) >= 2;
                if (lighter && load.zones(with(without(voters, voter), node.nodeId())) >= zones) {
                    return node.nodeId();
                }
            }
        }
        return null;
    }

    private void add(Group group, String nodeId, String why) {
        move(group, new Move.AddReplica(group.groupId(), nodeId), why);
        load.change(nodeId, 1);
    }

    private void move(Group group, Move move, String why) {
        moving.add(group.groupId());
        steps.add(step(move, why));
    }

    private Plan.Step step(Move move, String why) {
        return new Plan.Step(move, image.versionOf(groups.get(move.groupId()).ref()), why);
    }

    private boolean mayMove(Group group) {
        return !moving.contains(group.groupId()) && moving.size() < limits.groupsOnTheMove();
    }

    /** Exactly the voters it should have, all on nodes that serve. */
    private boolean isWhole(Group group) {
        List<String> voters = group.nodes(Replica.Role.VOTER);
        return voters.size() == group.replicationFactor() && servingVoters(group).size() == voters.size();
    }

    private int good(Group group) {
        return servingVoters(group).size();
    }

    private List<String> servingVoters(Group group) {
        return group.nodes(Replica.Role.VOTER).stream().filter(load::takes).toList();
    }

    private boolean isAlive(String nodeId) {
        return image.node(nodeId).map(Node::isAlive).orElse(false);
    }

    private boolean isLost(String nodeId) {
        return image.node(nodeId)
                .map(node -> node.liveness() instanceof Node.Liveness.Expired expired
                        && nowMillis - expired.sinceMillis() >= limits.replaceAfterMillis())
                .orElse(true);
    }

    private boolean isDraining(String nodeId) {
        return image.node(nodeId)
                .map(node -> node.isAlive() && node.duty() == Node.Duty.DRAINING)
                .orElse(false);
    }

    private static List<String> nodesOf(Group group) {
        return group.replicas().stream().map(Replica::nodeId).toList();
    }

    private static List<String> with(List<String> nodes, String node) {
        List<String> more = new ArrayList<>(nodes);
        more.add(node);
        return more;
    }

    private static List<String> without(List<String> nodes, String node) {
        List<String> fewer = new ArrayList<>(nodes);
        fewer.remove(node);
        return fewer;
    }
}
