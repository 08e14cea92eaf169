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

    /** By group that has, or will have, one replica too many: the node whose replica is to leave. Not counted in the load. */
    private final Map<Integer, String> victims = new TreeMap<>();

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
        groups.values().forEach(group -> chooseVictim(group, staying(group)));
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
        Map<Integer, String> leaders =
                LeaderBalance.plan(image, balancer.groups.values(), balancer.victims, limits.leaderMoves());
        for (Group group : balancer.groups.values()) {
            String leader = leaders.get(group.groupId());
            if (leader != null) {
                Move prefer = new Move.PreferLeader(group.groupId(), leader);
                balancer.step(group, prefer, "leaders even and on nodes that serve and stay");
            }
        }
        return new Plan(balancer.steps, balancer.obstacles);
    }

    /** A learner that cannot catch up would hold its group for ever. */
    private void dropDeadLearners() {
        for (Group group : groups.values()) {
            for (String learner : group.nodes(Replica.Role.LEARNER)) {
                if (!load.takes(learner)) {
                    Move remove = new Move.RemoveReplica(group.groupId(), learner);
                    step(group, remove, "the new replica's node does not serve");
                }
            }
        }
    }

    private void removeExcess() {
        for (Group group : groups.values()) {
            String victim = victims.get(group.groupId());
            if (victim != null && mayMove(group)) {
                move(group, new Move.RemoveReplica(group.groupId(), victim), "one replica more than needed");
            }
        }
    }

    /** If these are more than the group needs. Loads are then as they will be when all that is under way is done. */
    private void chooseVictim(Group group, List<String> members) {
        if (members.size() > group.replicationFactor()) {
            String victim = leastNeeded(members);
            victims.put(group.groupId(), victim);
            load.change(victim, -1);
        }
    }

    /** One that does not serve; else one whose zone has another; else one of the node with the most. */
    private String leastNeeded(List<String> members) {
        Comparator<String> byNeed = Comparator.<String>comparingInt(node -> isAlive(node) ? 1 : 0)
                .thenComparingInt(node -> load.takes(node) ? 1 : 0)
                .thenComparing(Comparator.<String>comparingInt(node -> load.zones(without(members, node)))
                        .reversed())
                .thenComparing(Comparator.<String>comparingInt(load::of).reversed())
                .thenComparing(Comparator.naturalOrder());
        return members.stream().min(byNeed).orElseThrow();
    }

    /** Those with dead nodes before those with draining ones. */
    private void replaceMissing() {
        for (Group group : groups.values()) {
            if (group.replicas().stream().anyMatch(replica -> isLost(replica.nodeId()))) {
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
        if (!canAgree(group)) {
            obstacles.add("group " + group.groupId() + ": " + why + ", and no majority of its voters is alive");
        }
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
        for (Exchange best = bestExchange(); best != null; best = bestExchange()) {
            add(best.group(), best.target(), "its nodes have more replicas than others");
        }
    }

    /** A replica on a node with fewer instead of the one on the node of the group that has the most. */
    private record Exchange(Group group, String target, int gain) {}

    /** The one between the most uneven nodes: any other would be followed by more. Null if none helps. */
    private @Nullable Exchange bestExchange() {
        Exchange best = null;
        for (Group group : groups.values()) {
            if (mayMove(group) && isWhole(group)) {
                best = betterExchange(group, best);
            }
        }
        return best;
    }

    /** By two at least, or it would only be turned round; and without losing a zone. */
    private @Nullable Exchange betterExchange(Group group, @Nullable Exchange best) {
        List<String> voters = group.nodes(Replica.Role.VOTER);
        int zones = load.zones(voters);
        Exchange better = best;
        for (Node node : load.candidates(voters)) {
            for (String voter : voters) {
                int gain = load.of(voter) - load.of(node.nodeId());
                boolean more = gain >= 2 && (better == null || gain > better.gain());
                if (more && load.zones(with(without(voters, voter), node.nodeId())) >= zones) {
                    better = new Exchange(group, node.nodeId(), gain);
                }
            }
        }
        return better;
    }

    private void add(Group group, String nodeId, String why) {
        move(group, new Move.AddReplica(group.groupId(), nodeId), why);
        load.change(nodeId, 1);
        chooseVictim(group, with(staying(group), nodeId));
    }

    private void move(Group group, Move move, String why) {
        moving.add(group.groupId());
        step(group, move, why);
    }

    private void step(Group group, Move move, String why) {
        steps.add(new Plan.Step(move, image.versionOf(group.ref()), why));
    }

    private boolean mayMove(Group group) {
        return !moving.contains(group.groupId()) && moving.size() < limits.groupsOnTheMove() && canAgree(group);
    }

    /** Without a majority no change of a group comes to an end. */
    private boolean canAgree(Group group) {
        List<String> voters = group.nodes(Replica.Role.VOTER);
        return voters.stream().filter(this::isAlive).count() > voters.size() / 2;
    }

    /** Exactly the voters it should have, all on nodes that serve. */
    private boolean isWhole(Group group) {
        List<String> voters = group.nodes(Replica.Role.VOTER);
        return voters.size() == group.replicationFactor()
                && servingVoters(group).size() == voters.size();
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

    /** Also one that was stopped before it was empty: it was to go. */
    private boolean isDraining(String nodeId) {
        return image.node(nodeId).map(node -> node.duty() == Node.Duty.DRAINING).orElse(false);
    }

    private static List<String> staying(Group group) {
        return group.replicas().stream()
                .filter(replica -> !replica.is(Replica.Role.LEAVING))
                .map(Replica::nodeId)
                .toList();
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
