package io.robustmq.placement.state.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.ClusterStory;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Move;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Clusters whose journal nodes do what is planned for them, until nothing is left to do. */
class BalancerTest {
    private static final BalanceLimits AT_ONCE = new BalanceLimits(2, 16, 0);

    private ClusterStory cluster = ClusterStory.formed();
    private int added;
    private int leaderMoves;

    @Test
    void aClusterAsItShouldBeIsLeftAlone() {
        cluster.journals(5);
        create(10, 3);
        assertThat(plan()).isEqualTo(new Plan(List.of(), List.of()));
    }

    @Test
    void aNewNodeGetsItsShareAndNothingElseMoves() {
        cluster.journals(3);
        create(8, 3);
        cluster.journal("n4", "");
        settle();
        assertThat(loads().values()).containsOnly(6);
        assertThat(added).isEqualTo(6);
    }

    @Test
    void aDrainedNodeIsEmptiedAndCanLeave() {
        cluster.journals(4);
        create(8, 3);
        int replicas = cluster.image().groupsOn("n2").size();
        cluster.does(new Command.SetDuty(cluster.key(), "n2", Node.Duty.DRAINING));
        settle();
        assertThat(cluster.image().groupsOn("n2")).isEmpty();
        assertThat(added).isEqualTo(replicas);
        cluster.does(new Command.UnregisterNode(cluster.key(), "n2", 0));
    }

    @Test
    void aDrainThatIsNotPossibleSaysWhy() {
        cluster.journals(3);
        create(2, 3);
        cluster.does(new Command.SetDuty(cluster.key(), "n1", Node.Duty.DRAINING));
        settle();
        assertThat(cluster.image().groupsOn("n1")).hasSize(2);
        assertThat(plan().obstacles())
                .containsExactly(
                        "group 1: a node drains, and there is no other journal node for it",
                        "group 2: a node drains, and there is no other journal node for it");
    }

    @Test
    void aGroupWithoutAMajorityIsLeftAloneAndSaysSo() {
        cluster.journals(3);
        create(1, 3);
        cluster.journal("n4", "");
        cluster.expire("n1");
        cluster.expire("n2");
        assertThat(plan().steps()).extracting(Plan.Step::move).containsOnly(new Move.PreferLeader(1, "n3"));
        assertThat(plan().obstacles()).contains("group 1: a replica is lost, and no majority of its voters is alive");
    }

    @Test
    void aDeadNodeIsReplacedAfterItsTimeButLeadsNothingAtOnce() {
        cluster.journals(4);
        create(4, 3);
        BalanceLimits patient = new BalanceLimits(2, 16, 600_000);
        cluster.expire("n1");
        Plan first = Balancer.plan(cluster.image(), patient, cluster.nowMillis());
        assertThat(first.steps()).isNotEmpty().allSatisfy(step -> assertThat(step.move())
                .isInstanceOf(Move.PreferLeader.class));
        first.steps().forEach(this::carryOut);
        cluster.passes(599_999);
        assertThat(Balancer.plan(cluster.image(), patient, cluster.nowMillis()).steps())
                .isEmpty();
        cluster.passes(1);
        assertThat(Balancer.plan(cluster.image(), patient, cluster.nowMillis()).steps())
                .hasSize(2)
                .allSatisfy(step -> assertThat(step.move()).isInstanceOf(Move.AddReplica.class));
        settle();
        assertThat(cluster.image().groupsOn("n1")).isEmpty();
    }

    @Test
    void aNodeThatComesBackInTimeKeepsItsReplicas() {
        cluster.journals(4);
        create(4, 3);
        List<Group> before = cluster.image().groupsOn("n1");
        cluster.expire("n1");
        cluster.journal("n1", "");
        settle();
        assertThat(cluster.image().groupsOn("n1")).hasSameSizeAs(before);
        assertThat(added).isZero();
    }

    @Test
    void aLearnerWhoseNodeDiedIsGivenUp() {
        cluster.journals(3);
        create(1, 3);
        cluster.journal("n4", "");
        cluster.does(new Command.SetDuty(cluster.key(), "n1", Node.Duty.DRAINING));
        carryOut(plan().steps().getFirst());
        cluster.expire("n4");
        Plan plan = plan();
        assertThat(plan.steps().stream().map(Plan.Step::move)).contains(new Move.RemoveReplica(1, "n4"));
        assertThat(cluster.image().group(1).orElseThrow().nodes(Replica.Role.VOTER))
                .hasSize(3);
    }

    @Test
    void replicasMoveToANewZone() {
        cluster.journal("a1", "a");
        cluster.journal("a2", "a");
        cluster.journal("b1", "b");
        create(4, 3);
        cluster.journal("c1", "c");
        settle();
        assertThat(cluster.image().groupsOn("c1")).hasSize(4);
        assertThat(cluster.image().groupsOn("b1")).hasSize(4);
    }

    @Property(tries = 120)
    void everyClusterComesToRest(
            @ForAll long seed,
            @ForAll @IntRange(min = 3, max = 9) int nodes,
            @ForAll @IntRange(min = 1, max = 24) int groups,
            @ForAll @IntRange(min = 1, max = 4) int zones,
            @ForAll @IntRange(min = 1, max = 4) int atOnce) {
        SplittableRandom random = new SplittableRandom(seed);
        begin();
        for (int i = 0; i < nodes; i++) {
            cluster.journal("n" + i, "z" + random.nextInt(zones));
        }
        create(groups, random.nextBoolean() ? 3 : 1);
        BalanceLimits limits = new BalanceLimits(atOnce, 1 + random.nextInt(8), 0);
        for (int change = 0; change < 4; change++) {
            disturb(random, zones);
            for (int round = random.nextInt(6); round > 0; round--) {
                round(limits, random);
            }
        }
        settle(limits, random);
        requireAtRest(limits);
    }

    @Property(tries = 60)
    void moreNodesAndFewerMoveNoMoreThanTheirShare(
            @ForAll @IntRange(min = 4, max = 9) int nodes, @ForAll @IntRange(min = 1, max = 24) int groups) {
        begin();
        cluster.journals(nodes);
        create(groups, 3);
        settle();
        assertThat(added).as("replicas that move though nothing has happened").isZero();
        cluster.journal("new", "");
        settle();
        int share = (groups * 3 + nodes) / (nodes + 1);
        assertThat(added).isLessThanOrEqualTo(share);
        requireAtRest(AT_ONCE);
        added = 0;
        int leaving = cluster.image().groupsOn("n1").size();
        cluster.does(new Command.SetDuty(cluster.key(), "n1", Node.Duty.DRAINING));
        settle();
        // Where the lightest nodes are in the group already, another takes the replica, and one more makes it even.
        assertThat(added).isBetween(leaving, leaving + (leaving + 2) / 3);
        requireAtRest(AT_ONCE);
    }

    /** A test object may serve many tries. */
    private void begin() {
        cluster = ClusterStory.formed();
        added = 0;
        leaderMoves = 0;
    }

    private void disturb(SplittableRandom random, int zones) {
        String node = "n" + random.nextInt(12);
        boolean known = cluster.image().node(node).isPresent();
        long serving =
                cluster.image().nodes().stream().filter(Node::takesReplicas).count();
        if (!known || random.nextInt(4) == 0) {
            String zone = cluster.image().node(node).map(Node::zone).orElse("z" + random.nextInt(zones));
            cluster.journal(node, zone);
        } else if (serving > 3 && random.nextBoolean()) {
            cluster.does(new Command.SetDuty(cluster.key(), node, Node.Duty.DRAINING));
        } else if (serving > 3 && majoritiesSurvive(node)) {
            cluster.expire(node);
        } else {
            cluster.does(new Command.SetDuty(cluster.key(), node, Node.Duty.SERVING));
        }
    }

    private boolean majoritiesSurvive(String node) {
        for (Group group : cluster.image().groupsOn(node)) {
            List<String> voters = group.nodes(Replica.Role.VOTER);
            long alive = voters.stream()
                    .filter(voter -> !voter.equals(node)
                            && cluster.image().node(voter).orElseThrow().isAlive())
                    .count();
            if (alive <= (voters.size() + 1) / 2) {
                return false;
            }
        }
        return true;
    }

    /** What the plans promise when nothing is left to do. */
    private void requireAtRest(BalanceLimits limits) {
        Plan rest = Balancer.plan(cluster.image(), limits, cluster.nowMillis());
        assertThat(rest.steps()).isEmpty();
        Set<String> serving = new HashSet<>();
        Map<String, String> zones = new HashMap<>();
        cluster.image().nodes().stream().filter(Node::takesReplicas).forEach(node -> {
            serving.add(node.nodeId());
            zones.put(node.nodeId(), node.zone());
        });
        int servingZones = new HashSet<>(zones.values()).size();
        for (Group group : cluster.image().groups()) {
            assertThat(group.changes()).isFalse();
            if (serving.size() >= group.replicationFactor()) {
                assertThat(group.nodes(Replica.Role.VOTER)).hasSize(group.replicationFactor());
                assertThat(serving).containsAll(group.nodes(Replica.Role.VOTER));
                assertThat(group.replicas().stream()
                                .map(replica -> zones.get(replica.nodeId()))
                                .distinct()
                                .count())
                        .isEqualTo(Math.min(servingZones, group.replicationFactor()));
            }
            assertThat(serving).contains(group.preferredLeader());
        }
        if (servingZones == 1) {
            List<Integer> loads = loads().entrySet().stream()
                    .filter(load -> serving.contains(load.getKey()))
                    .map(Map.Entry::getValue)
                    .sorted()
                    .toList();
            assertThat(loads.getLast() - loads.getFirst()).isLessThanOrEqualTo(1);
        }
    }

    @Property(tries = 60)
    void leadersAreAsEvenAsCanBe(
            @ForAll long seed,
            @ForAll @IntRange(min = 3, max = 5) int nodes,
            @ForAll @IntRange(min = 1, max = 6) int groups) {
        SplittableRandom random = new SplittableRandom(seed);
        begin();
        cluster.journals(nodes);
        create(groups, 3);
        for (int i = 1; i <= groups; i++) {
            List<String> voters = cluster.image().group(i).orElseThrow().nodes(Replica.Role.VOTER);
            prefer(i, voters.get(random.nextInt(voters.size())));
        }
        settle();
        assertThat(squares(leads(cluster.image().groups().stream()
                        .map(Group::preferredLeader)
                        .toList())))
                .isEqualTo(fewestSquares(1, groups, new ArrayList<>()));
        assertThat(added).isZero();
        assertThat(leaderMoves).isLessThanOrEqualTo(groups);
    }

    /** By trying everything. */
    private int fewestSquares(int group, int groups, List<String> leaders) {
        if (group > groups) {
            return squares(leads(leaders));
        }
        int fewest = Integer.MAX_VALUE;
        for (String voter : cluster.image().group(group).orElseThrow().nodes(Replica.Role.VOTER)) {
            leaders.add(voter);
            fewest = Math.min(fewest, fewestSquares(group + 1, groups, leaders));
            leaders.removeLast();
        }
        return fewest;
    }

    private static Map<String, Integer> leads(List<String> leaders) {
        Map<String, Integer> leads = new HashMap<>();
        leaders.forEach(leader -> leads.merge(leader, 1, Integer::sum));
        return leads;
    }

    private static int squares(Map<String, Integer> loads) {
        return loads.values().stream().mapToInt(load -> load * load).sum();
    }

    private void prefer(int groupId, String nodeId) {
        cluster.does(
                new Command.ChangeGroup(cluster.key(), new Move.PreferLeader(groupId, nodeId), OptionalLong.empty()));
    }

    private void create(int groups, int replicas) {
        cluster.does(new Command.CreateShardSet(cluster.key(), "mqtt", groups, groups, replicas));
    }

    private Plan plan() {
        return Balancer.plan(cluster.image(), AT_ONCE, cluster.nowMillis());
    }

    private void settle() {
        settle(AT_ONCE, new SplittableRandom(1));
    }

    /** Plans and carries out until there is nothing to do; that must come. */
    private void settle(BalanceLimits limits, SplittableRandom random) {
        int rounds = 0;
        while (round(limits, random)) {
            assertThat(rounds++).as("rounds until rest").isLessThan(2_000);
        }
    }

    /** False if nothing was done and nothing is under way. */
    private boolean round(BalanceLimits limits, SplittableRandom random) {
        Plan plan = Balancer.plan(cluster.image(), limits, cluster.nowMillis());
        plan.steps().forEach(this::carryOut);
        assertThat(cluster.image().groups().stream().filter(Group::changes).count())
                .isLessThanOrEqualTo(limits.groupsOnTheMove());
        boolean changing = false;
        for (Group group : cluster.image().groups()) {
            assertThat(group.nodes(Replica.Role.VOTER).size()).isGreaterThanOrEqualTo(group.replicationFactor());
            changing |= group.changes();
            if (group.changes() && random.nextInt(3) > 0) {
                report(group);
            }
        }
        return changing || !plan.steps().isEmpty();
    }

    /** Every step that is planned must be possible. */
    private void carryOut(Plan.Step step) {
        cluster.does(new Command.ChangeGroup("", step.move(), OptionalLong.empty()));
        switch (step.move()) {
            case Move.AddReplica add -> added++;
            case Move.RemoveReplica remove -> {}
            case Move.PreferLeader prefer -> leaderMoves++;
        }
    }

    /** As the group's leader would: what changed is done, if the nodes are alive. */
    private void report(Group group) {
        List<String> alive = group.nodes(Replica.Role.VOTER).stream()
                .filter(node -> cluster.image().node(node).orElseThrow().isAlive())
                .toList();
        List<String> promoted = group.nodes(Replica.Role.LEARNER).stream()
                .filter(node -> cluster.image().node(node).orElseThrow().isAlive())
                .toList();
        String leader = alive.getFirst();
        cluster.does(new Command.ReportGroup(
                cluster.key(),
                leader,
                cluster.image().node(leader).orElseThrow().epoch(),
                group.groupId(),
                group.leaderTerm() + 1,
                promoted,
                group.nodes(Replica.Role.LEAVING)));
    }

    private Map<String, Integer> loads() {
        Map<String, Integer> loads = new HashMap<>();
        cluster.image()
                .nodes()
                .forEach(node -> loads.put(
                        node.nodeId(), cluster.image().groupsOn(node.nodeId()).size()));
        return loads;
    }
}
