package io.robustmq.operator.rollout.simulation;

import io.robustmq.operator.rollout.observe.Membership.Member;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.plan.Plan;
import io.robustmq.operator.rollout.wanted.Release;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import io.robustmq.operator.rollout.wanted.Wanted.PauseAfter;
import io.robustmq.operator.rollout.wanted.Wanted.Update;
import io.robustmq.operator.rollout.wanted.WantedRole;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One seed: a cluster is made, its resource is edited again and again, pods and servers fail, hands meddle; then all that ends, and the
 * cluster has to come to what the resource says.
 */
final class Story {
    /** Turns of trouble, and turns within which it has to settle afterwards. */
    private static final int TROUBLE = 300;

    private static final int PATIENCE = 3_000;

    private final Random chance;
    private final SimCluster truth;
    private final SimOperator operator;
    private final List<Object> told = new ArrayList<>();
    private Wanted wanted;
    private int edits;

    Story(long seed) {
        chance = new Random(seed);
        int copies = 1 + 2 * chance.nextInt(2);
        truth = new SimCluster(chance, copies);
        operator = new SimOperator(truth);
        wanted = edited(new Release(1, 0, 0), copies, false);
    }

    /** What happened, line by line. */
    List<String> told() {
        return told.stream().map(Object::toString).toList();
    }

    void play() {
        try {
            for (int turn = 0; turn < TROUBLE; turn++) {
                trouble();
                turn(false);
            }
            settle();
        } catch (AssertionError | RuntimeException broken) {
            int last = Math.max(0, told.size() - 60);
            throw new AssertionError(
                    broken.getMessage() + "\nbefore it:\n  "
                            + told.subList(last, told.size()).stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining("\n  ")),
                    broken);
        }
    }

    private Plan turn(boolean reliable) {
        Plan plan = null;
        if (reliable || chance.nextInt(3) > 0) {
            plan = operator.reconcile(wanted, reliable, told);
            if (truth.metadata == null && truth.leader != null && truth.of(Role.PLACEMENT).set != null) {
                truth.metadata = Laws.release(truth.of(Role.PLACEMENT).set.revision());
            }
        }
        truth.step();
        require(truth.founded <= 1, "a second cluster was founded");
        return plan;
    }

    private void trouble() {
        switch (chance.nextInt(40)) {
            case 0, 1 -> edit();
            case 2, 3, 4 -> crash();
            case 5 -> meddle();
            case 6 -> {
                truth.leader = null;
                told.add("the leader is lost");
            }
            default -> {}
        }
    }

    private void edit() {
        Release release = wanted.release();
        switch (chance.nextInt(6)) {
            case 0 -> release = new Release(1, release.minor() + 1, 0);
            case 1 -> release = new Release(1, Math.max(0, release.minor() - 1), 0);
            case 2 -> release = new Release(1, release.minor() + 2, 0);
            default -> {}
        }
        wanted = edited(release, truth.replicationFactor, chance.nextInt(5) == 0);
        told.add(wanted);
    }

    private Wanted edited(Release release, int copies, boolean bad) {
        Map<Role, WantedRole> roles = new EnumMap<>(Role.class);
        int edit = edits++;
        for (Role role : Role.IN_ORDER) {
            WantedRole before = wanted == null ? null : wanted.of(role);
            int replicas =
                    switch (role) {
                        case PLACEMENT -> 1 + 2 * chance.nextInt(3);
                        case JOURNAL -> Math.max(1, copies - 1 + chance.nextInt(4));
                        case BROKER -> chance.nextInt(5);
                    };
            boolean keeps = before != null && chance.nextBoolean();
            boolean sameRelease = before != null && release.equals(wanted.release());
            String revision =
                    keeps && sameRelease ? before.revision() : (bad ? SimPods.BAD : "good") + edit + "@" + release;
            long bytes = before == null ? 10 : Math.max(5, before.volumeBytes() + chance.nextInt(4) - 1);
            roles.put(role, new WantedRole(keeps ? before.replicas() : replicas, revision, bytes));
        }
        int atLeast = wanted == null ? copies : 0;
        roles.computeIfPresent(
                Role.JOURNAL,
                (role, of) -> new WantedRole(Math.max(atLeast, of.replicas()), of.revision(), of.volumeBytes()));
        return new Wanted(
                wanted != null && chance.nextInt(20) == 0,
                roles,
                release,
                copies,
                new Update(
                        wanted == null || chance.nextInt(8) > 0,
                        chance.nextInt(3),
                        List.of(PauseAfter.values()).get(chance.nextInt(3)),
                        chance.nextBoolean() ? release : null,
                        false),
                chance.nextBoolean(),
                Set.of());
    }

    private void crash() {
        Role role = Role.IN_ORDER.get(chance.nextInt(3));
        int ordinal = chance.nextInt(6);
        truth.of(role).crash(ordinal);
        Member member = role == Role.PLACEMENT ? truth.members.get(ordinal) : null;
        if (member != null) {
            truth.members.put(ordinal, new Member(member.voter(), false));
            truth.elect();
        }
        told.add(role + " " + ordinal + " crashes");
    }

    /** Somebody scales a StatefulSet by hand. */
    private void meddle() {
        Role role = Role.IN_ORDER.get(chance.nextInt(3));
        SetView set = truth.of(role).set;
        if (set != null) {
            int replicas = Math.max(0, set.replicas() + chance.nextInt(3) - 1);
            truth.of(role).set = new SetView(replicas, set.revision(), set.volumeBytes());
            told.add("by hand: " + role + " has " + replicas);
        }
    }

    /** The trouble is over, and the resource makes sense. */
    private void settle() {
        Release release = truth.metadata == null ? wanted.release() : truth.metadata;
        Map<Role, WantedRole> roles = new EnumMap<>(Role.class);
        for (Role role : Role.IN_ORDER) {
            long bytes = Math.max(
                    wanted.of(role).volumeBytes(),
                    truth.of(role).set == null ? 0 : truth.of(role).set.volumeBytes());
            int replicas = lastReplicas(role);
            int least = role == Role.JOURNAL ? truth.replicationFactor : 0;
            roles.put(role, new WantedRole(Math.max(least, replicas), last(role, release), bytes));
        }
        wanted = new Wanted(
                false,
                roles,
                release,
                truth.replicationFactor,
                new Update(true, 0, PauseAfter.NONE, null, false),
                true,
                Set.of());
        told.add("the trouble is over");
        told.add(wanted);
        for (int turn = 0; turn < PATIENCE; turn++) {
            Plan plan = turn(true);
            if (plan.isSettled() && isAsWanted()) {
                staysSo();
                return;
            }
        }
        throw new AssertionError(
                "it does not settle: " + operator.reconcile(wanted, true, told) + " " + truth.seen(true));
    }

    /** Now and then brokers stay as many as they are: then what was begun with one that was to go is called off. */
    private int lastReplicas(Role role) {
        boolean stays = role == Role.BROKER && truth.of(role).set != null && chance.nextBoolean();
        return stays ? truth.of(role).set.replicas() : wanted.of(role).replicas();
    }

    /** Now and then the template stays, if it is good: then what was begun has to be taken back without a restart. */
    private String last(Role role, Release release) {
        String revision = wanted.of(role).revision();
        boolean good =
                !revision.startsWith(SimPods.BAD) && Laws.release(revision).equals(release);
        return good && chance.nextBoolean() ? revision : "good-at-last@" + release;
    }

    private boolean isAsWanted() {
        return Role.IN_ORDER.stream().allMatch(role -> {
            var view = truth.of(role).view();
            return view.set().replicas() == wanted.of(role).replicas()
                    && view.runs(wanted.of(role).revision())
                    && view.claims().size() == wanted.of(role).replicas()
                    && view.claims().values().stream()
                            .allMatch(bytes -> bytes >= wanted.of(role).volumeBytes())
                    && view.set().volumeBytes() == wanted.of(role).volumeBytes();
        });
    }

    private void staysSo() {
        for (int turn = 0; turn < 20; turn++) {
            Plan plan = turn(true);
            require(plan.actions().isEmpty(), "a cluster that is as wanted is not left alone: " + plan.actions());
        }
        require(truth.draining.isEmpty(), "a broker that stays takes no clients");
        require(
                truth.evacuating.stream()
                        .noneMatch(each -> each < wanted.of(Role.JOURNAL).replicas()),
                "a node stays and is emptied");
        require(
                truth.members.keySet().stream()
                                .allMatch(
                                        each -> each < wanted.of(Role.PLACEMENT).replicas())
                        && truth.voters() == wanted.of(Role.PLACEMENT).replicas(),
                "the members are not those that are wanted");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
