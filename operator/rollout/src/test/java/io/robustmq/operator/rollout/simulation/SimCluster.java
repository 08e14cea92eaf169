package io.robustmq.operator.rollout.simulation;

import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.BrokerView;
import io.robustmq.operator.rollout.observe.BrokerView.Drain;
import io.robustmq.operator.rollout.observe.JournalView;
import io.robustmq.operator.rollout.observe.Membership;
import io.robustmq.operator.rollout.observe.Membership.Member;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.wanted.Release;
import io.robustmq.operator.rollout.wanted.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The truth: what pods there are, who has a vote, who holds which replica, who has how many sessions. */
final class SimCluster {
    static final int GROUPS = 4;

    final RandomGenerator chance;
    final int replicationFactor;
    final Map<Role, SimPods> roles = new EnumMap<>(Role.class);

    /** Placement: its log's members, and the volumes that remember to have been removed. */
    final Map<Integer, Member> members = new TreeMap<>();

    final Set<Integer> removedVolumes = new HashSet<>();
    Integer leader;
    int founded;
    Release metadata;

    /** Journal: of each group, its replicas; true: in sync. */
    final List<Map<Integer, Boolean>> groups = new ArrayList<>();

    final Set<Integer> evacuating = new TreeSet<>();

    /** Brokers. */
    final Map<Integer, Integer> sessions = new TreeMap<>();

    final Set<Integer> draining = new TreeSet<>();

    SimCluster(RandomGenerator chance, int replicationFactor) {
        this.chance = chance;
        this.replicationFactor = replicationFactor;
        Role.IN_ORDER.forEach(role -> roles.put(role, new SimPods(chance)));
    }

    SimPods of(Role role) {
        return roles.get(role);
    }

    /** What the operator sees, if it asks now: pods as they are, and servers that may not answer. */
    World seen(boolean reliable) {
        Map<Role, RoleView> views = new EnumMap<>(Role.class);
        roles.forEach((role, pods) -> views.put(role, pods.view()));
        boolean placementSpeaks = leader != null && (reliable || chance.nextInt(8) > 0);
        boolean journalSpeaks = reliable || chance.nextInt(8) > 0;
        Map<Integer, Drain> drains = new TreeMap<>();
        of(Role.BROKER).pods.values().stream()
                .filter(pod -> pod.isReady() && (reliable || chance.nextInt(8) > 0))
                .forEach(pod -> drains.put(pod.ordinal(), drain(pod.ordinal())));
        return new World(
                views,
                placementSpeaks ? new Answer.Known<>(new Membership(members, leader)) : new Answer.Silent<>(),
                journalSpeaks ? new Answer.Known<>(journal()) : new Answer.Silent<>(),
                new BrokerView(drains),
                metadata == null ? new Answer.Silent<>() : new Answer.Known<>(metadata));
    }

    private Drain drain(int ordinal) {
        int left = sessions.getOrDefault(ordinal, 0);
        if (!draining.contains(ordinal)) {
            return new Drain.Serving();
        }
        return left == 0 ? new Drain.Drained() : new Drain.Draining(left, chance.nextInt(4) == 0);
    }

    private JournalView journal() {
        Map<Integer, JournalView.Node> nodes = new TreeMap<>();
        Set<Integer> all = new TreeSet<>(of(Role.JOURNAL).pods.keySet());
        groups.forEach(group -> all.addAll(group.keySet()));
        for (int node : all) {
            nodes.put(
                    node,
                    new JournalView.Node(
                            held(node),
                            canLose(node) ? "" : "a group would have no majority",
                            evacuating.contains(node)));
        }
        return new JournalView(nodes);
    }

    int held(int node) {
        return (int) groups.stream().filter(group -> group.containsKey(node)).count();
    }

    /** Whether every group keeps a majority in sync and up without this node; with one copy there is none to keep. */
    boolean canLose(int node) {
        return groups.stream()
                .filter(group -> group.containsKey(node) && group.size() > 1)
                .allMatch(group -> group.entrySet().stream()
                                .filter(each -> each.getKey() != node
                                        && each.getValue()
                                        && of(Role.JOURNAL).isReady(each.getKey()))
                                .count()
                        >= majority(group.size()));
    }

    static int majority(int voters) {
        return voters / 2 + 1;
    }

    long votersUpBut(int ordinal) {
        return members.entrySet().stream()
                .filter(each -> each.getKey() != ordinal
                        && each.getValue().voter()
                        && each.getValue().caughtUp()
                        && of(Role.PLACEMENT).isReady(each.getKey()))
                .count();
    }

    int voters() {
        return (int) members.values().stream().filter(Member::voter).count();
    }

    /** Time goes on: controllers, pods and servers each do something, or nothing. */
    void step() {
        roles.values().forEach(SimPods::control);
        placement();
        journalMoves();
        brokers();
    }

    private void placement() {
        SimPods pods = of(Role.PLACEMENT);
        if (leader == null) {
            pods.pods.keySet().forEach(pods::crash); // Not ready, as long as there is nobody to follow.
        }
        pods.run(ordinal -> leader != null && members.containsKey(ordinal), removedVolumes::contains);
        boolean allUp = pods.set != null
                && pods.set.replicas() > 0
                && IntStream.range(0, pods.set.replicas()).allMatch(pods::isUp);
        if (members.isEmpty() && allUp) {
            founded++;
            IntStream.range(0, pods.set.replicas()).forEach(each -> members.put(each, new Member(true, true)));
            return;
        }
        if (members.isEmpty()) {
            return;
        }
        for (int ordinal : List.copyOf(pods.pods.keySet())) {
            Member member = members.get(ordinal);
            if (!pods.isUp(ordinal) || removedVolumes.contains(ordinal)) {
                continue;
            }
            if (member == null && leader != null && members.values().stream().allMatch(Member::voter)) {
                members.put(ordinal, new Member(false, false));
            } else if (member != null && !member.caughtUp() && chance.nextInt(3) == 0) {
                members.put(ordinal, new Member(member.voter(), true));
            } else if (member != null && !member.voter() && member.caughtUp() && leader != null) {
                members.put(ordinal, new Member(true, true));
            }
        }
        elect();
    }

    /** Who is no more up does not lead; somebody else does once a majority is up. */
    void elect() {
        boolean majority = members.keySet().stream()
                        .filter(each ->
                                members.get(each).voter() && of(Role.PLACEMENT).isUp(each))
                        .count()
                >= majority(voters());
        if (leader != null && (!majority || !of(Role.PLACEMENT).isUp(leader) || !members.containsKey(leader))) {
            leader = null;
        }
        if (leader == null && majority && chance.nextBoolean()) {
            List<Integer> able = members.keySet().stream()
                    .filter(each -> members.get(each).voter()
                            && members.get(each).caughtUp()
                            && of(Role.PLACEMENT).isUp(each))
                    .toList();
            leader = able.isEmpty() ? null : able.get(chance.nextInt(able.size()));
        }
    }

    private void journalMoves() {
        SimPods pods = of(Role.JOURNAL);
        pods.run(ordinal -> true, ordinal -> false);
        List<Integer> ready = pods.pods.keySet().stream().filter(pods::isReady).toList();
        if (groups.isEmpty() && ready.size() >= replicationFactor) {
            for (int group = 0; group < GROUPS; group++) {
                Map<Integer, Boolean> replicas = new TreeMap<>();
                for (int copy = 0; copy < replicationFactor; copy++) {
                    replicas.put(ready.get((group + copy) % ready.size()), true);
                }
                groups.add(replicas);
            }
        }
        for (Map<Integer, Boolean> group : groups) {
            group.replaceAll((node, inSync) -> pods.isReady(node) && (inSync || chance.nextInt(3) == 0));
            move(group, ready);
        }
    }

    /** A replica moves off a node that is being emptied, when the group is whole. */
    private void move(Map<Integer, Boolean> group, List<Integer> ready) {
        List<Integer> leaving =
                group.keySet().stream().filter(evacuating::contains).toList();
        List<Integer> targets = ready.stream()
                .filter(each -> !group.containsKey(each) && !evacuating.contains(each))
                .toList();
        boolean whole =
                group.entrySet().stream().allMatch(each -> each.getValue() || evacuating.contains(each.getKey()));
        if (!leaving.isEmpty() && !targets.isEmpty() && whole && chance.nextInt(4) == 0) {
            group.remove(leaving.getFirst());
            group.put(targets.get(chance.nextInt(targets.size())), true);
        }
    }

    private void brokers() {
        SimPods pods = of(Role.BROKER);
        pods.run(ordinal -> leader != null, ordinal -> false);
        sessions.keySet().removeIf(ordinal -> !pods.isReady(ordinal));
        draining.removeIf(ordinal -> !pods.isReady(ordinal));
        for (int ordinal : pods.pods.keySet()) {
            if (!pods.isReady(ordinal)) {
                continue;
            }
            int now = sessions.getOrDefault(ordinal, 0);
            int change = draining.contains(ordinal) ? -chance.nextInt(4) : chance.nextInt(3);
            sessions.put(ordinal, Math.clamp((long) now + change, 0, 9));
        }
    }
}
