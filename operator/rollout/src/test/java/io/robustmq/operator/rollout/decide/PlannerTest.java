package io.robustmq.operator.rollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.BrokerView;
import io.robustmq.operator.rollout.observe.BrokerView.Drain;
import io.robustmq.operator.rollout.observe.JournalView;
import io.robustmq.operator.rollout.observe.Membership;
import io.robustmq.operator.rollout.observe.Membership.Member;
import io.robustmq.operator.rollout.observe.PodView;
import io.robustmq.operator.rollout.observe.PodView.State;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Plan;
import io.robustmq.operator.rollout.plan.Refusal;
import io.robustmq.operator.rollout.plan.Refusal.Reason;
import io.robustmq.operator.rollout.wanted.Release;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import io.robustmq.operator.rollout.wanted.Wanted.PauseAfter;
import io.robustmq.operator.rollout.wanted.Wanted.PodId;
import io.robustmq.operator.rollout.wanted.Wanted.Update;
import io.robustmq.operator.rollout.wanted.WantedRole;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A whole cluster of 3, 3 and 2 on release 1.1.0, and one thing that is otherwise. */
class PlannerTest {
    private static final Release ONE_ONE = new Release(1, 1, 0);

    private final Map<Role, WantedRole> wanted = new EnumMap<>(Map.of(
            Role.PLACEMENT, new WantedRole(3, "a", 10),
            Role.JOURNAL, new WantedRole(3, "a", 10),
            Role.BROKER, new WantedRole(2, "a", 10)));
    private final Map<Role, RoleView> seen = new EnumMap<>(Map.of(
            Role.PLACEMENT, whole(3, "a"),
            Role.JOURNAL, whole(3, "a"),
            Role.BROKER, whole(2, "a")));
    private final Map<Integer, Drain> drains = new HashMap<>(Map.of(0, new Drain.Serving(), 1, new Drain.Serving()));
    private Answer<Membership> membership = new Answer.Known<>(members(3, 0));
    private Answer<JournalView> journal = new Answer.Known<>(new JournalView(Map.of()));
    private Release release = ONE_ONE;
    private Update update = new Update(true, 0, PauseAfter.NONE, null, false);
    private Set<PodId> forced = Set.of();
    private boolean paused;

    private static RoleView whole(int pods, String revision) {
        return new RoleView(
                new SetView(pods, revision, 10),
                IntStream.range(0, pods)
                        .mapToObj(each -> new PodView(each, "uid" + each, revision, State.READY))
                        .toList(),
                IntStream.range(0, pods).boxed().collect(Collectors.toMap(each -> each, each -> 10L)));
    }

    private static Membership members(int voters, int leader) {
        return new Membership(
                IntStream.range(0, voters)
                        .boxed()
                        .collect(Collectors.toMap(each -> each, each -> new Member(true, true))),
                leader);
    }

    private Plan plan() {
        return Planner.plan(
                new Wanted(paused, wanted, release, 3, update, true, forced),
                new World(seen, membership, journal, new BrokerView(drains), new Answer.Known<>(ONE_ONE)));
    }

    private void wants(Role role, int replicas, String revision, long bytes) {
        wanted.put(role, new WantedRole(replicas, revision, bytes));
    }

    @Test
    void nothingIsDoneWhereNothingIsToBeDone() {
        assertThat(plan()).isEqualTo(new Plan(List.of(), List.of(), List.of()));
    }

    @Test
    void nothingIsDoneWhilePaused() {
        wants(Role.BROKER, 5, "b", 20);
        paused = true;

        assertThat(plan().actions()).isEmpty();
        assertThat(plan().isSettled()).isFalse();
    }

    @Test
    void placementComesFirst() {
        Role.IN_ORDER.forEach(role -> seen.put(role, RoleView.nothing()));

        assertThat(plan().actions()).containsExactly(new Action.CreateSet(Role.PLACEMENT, 3));
    }

    @Test
    void aStatefulSetThatIsAwayComesBackForAllThatIsLeftOfIt() {
        wants(Role.PLACEMENT, 1, "a", 10);
        seen.put(Role.PLACEMENT, new RoleView(null, whole(3, "a").pods(), Map.of(0, 10L, 4, 10L)));

        assertThat(plan().actions()).contains(new Action.CreateSet(Role.PLACEMENT, 5));
    }

    @Test
    void aVoteGoesBeforeItsPod() {
        wants(Role.PLACEMENT, 1, "a", 10);
        assertThat(plan().actions()).containsExactly(new Action.RemoveMember(2));

        membership = new Answer.Known<>(members(2, 0));
        assertThat(plan().actions()).containsExactly(new Action.SetReplicas(Role.PLACEMENT, 2));
    }

    @Test
    void aVoteStaysWhereTooFewOthersAreReady() {
        wants(Role.PLACEMENT, 1, "a", 10);
        var pods = List.of(
                new PodView(0, "uid0", "a", State.READY),
                new PodView(1, "uid1", "a", State.STARTING),
                new PodView(2, "uid2", "a", State.READY));
        seen.put(Role.PLACEMENT, new RoleView(new SetView(3, "a", 10), pods, Map.of(0, 10L, 1, 10L, 2, 10L)));

        assertThat(plan().actions()).isEmpty();
        assertThat(plan().refusals()).extracting(Refusal::reason).containsExactly(Reason.NO_QUORUM_LEFT);
    }

    @Test
    void aMemberComesInAloneAndWithoutAnOldVolume() {
        wants(Role.PLACEMENT, 5, "a", 10);
        assertThat(plan().actions()).containsExactly(new Action.SetReplicas(Role.PLACEMENT, 4));

        Map<Integer, Long> claims = new HashMap<>(whole(3, "a").claims());
        claims.put(3, 10L);
        seen.put(
                Role.PLACEMENT,
                new RoleView(new SetView(3, "a", 10), whole(3, "a").pods(), claims));
        assertThat(plan().actions()).containsExactly(new Action.DeleteClaim(Role.PLACEMENT, 3));
    }

    @Test
    void fewerJournalNodesThanCopiesAreRefusedAndTheRestGoesOn() {
        wants(Role.JOURNAL, 2, "a", 10);
        wants(Role.BROKER, 3, "a", 10);

        assertThat(plan().refusals()).extracting(Refusal::reason).containsExactly(Reason.BELOW_REPLICATION);
        assertThat(plan().actions()).containsExactly(new Action.SetReplicas(Role.BROKER, 3));
    }

    @Test
    void aJournalNodeIsEmptiedBeforeItGoes() {
        seen.put(Role.JOURNAL, whole(4, "a"));
        journal = new Answer.Known<>(new JournalView(Map.of(3, new JournalView.Node(2, "", false))));
        assertThat(plan().actions()).containsExactly(new Action.Evacuate(3));

        journal = new Answer.Known<>(new JournalView(Map.of(3, new JournalView.Node(0, "", true))));
        assertThat(plan().actions()).containsExactly(new Action.SetReplicas(Role.JOURNAL, 3));

        journal = new Answer.Silent<>();
        assertThat(plan().actions()).isEmpty();
    }

    @Test
    void aNodeThatHoldsReplicasGetsItsPodBackWhenSomebodyTookIt() {
        journal = new Answer.Known<>(new JournalView(Map.of(3, new JournalView.Node(2, "", false))));

        assertThat(plan().actions()).containsExactly(new Action.SetReplicas(Role.JOURNAL, 4));
    }

    @Test
    void aBrokerThatGoesAndANewTemplateAtOnceStillDrain() {
        wants(Role.BROKER, 1, "b", 10);
        seen.put(
                Role.BROKER, new RoleView(new SetView(2, "b", 10), whole(2, "a").pods(), Map.of(0, 10L, 1, 10L)));

        assertThat(plan().actions()).containsExactly(new Action.Drain(1));
        drains.put(1, new Drain.Drained());
        assertThat(plan().actions()).containsExactly(new Action.SetReplicas(Role.BROKER, 1));
    }

    @Test
    void brokersWhoseReleaseCannotBeDrainedAreStoppedOneAfterTheOther() {
        drains.put(0, new Drain.Unable());
        drains.put(1, new Drain.Unable());
        assertThat(plan().isSettled()).isTrue();

        wants(Role.BROKER, 2, "b", 10);
        seen.put(Role.BROKER, withTemplate(Role.BROKER, "b"));
        assertThat(plan().actions()).containsExactly(new Action.DeletePod(Role.BROKER, 1, "uid1"));

        wants(Role.BROKER, 1, "a", 10);
        seen.put(Role.BROKER, whole(2, "a"));
        assertThat(plan().actions()).containsExactly(new Action.SetReplicas(Role.BROKER, 1));
    }

    @Test
    void aDrainThatTakesTooLongIsToldAndCanBeForced() {
        wants(Role.BROKER, 1, "a", 10);
        drains.put(1, new Drain.Draining(7, true));
        assertThat(plan().actions()).isEmpty();
        assertThat(plan().refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.DRAIN_LATE);
            assertThat(refusal.message()).contains("7 sessions", "robustmq.io/force-broker-1");
        });

        forced = Set.of(new PodId(Role.BROKER, 1));
        assertThat(plan().actions()).containsExactly(new Action.SetReplicas(Role.BROKER, 1));
    }

    @Test
    void aBrokerThatStaysAfterAllTakesClientsAgain() {
        drains.put(1, new Drain.Drained());

        assertThat(plan().actions()).containsExactly(new Action.StopDrain(1));
    }

    @Test
    void theLeaderGoesLast() {
        wants(Role.PLACEMENT, 3, "b", 10);
        membership = new Answer.Known<>(members(3, 2));
        seen.put(Role.PLACEMENT, withTemplate(Role.PLACEMENT, "b"));
        assertThat(plan().actions()).containsExactly(new Action.DeletePod(Role.PLACEMENT, 1, "uid1"));
    }

    private RoleView withTemplate(Role role, String revision) {
        RoleView view = seen.get(role);
        return new RoleView(new SetView(view.pods().size(), revision, 10), view.pods(), view.claims());
    }

    @Test
    void aPodStuckInTheNewestTemplateStopsTheRollAndInAnOldOneDoesNot() {
        wants(Role.JOURNAL, 3, "b", 10);
        var pods = List.of(
                new PodView(0, "uid0", "a", State.READY),
                new PodView(1, "uid1", "a", State.READY),
                new PodView(2, "uid2", "b", State.STUCK));
        seen.put(Role.JOURNAL, new RoleView(new SetView(3, "b", 10), pods, Map.of(0, 10L, 1, 10L, 2, 10L)));
        assertThat(plan().actions()).isEmpty();
        assertThat(plan().refusals()).extracting(Refusal::reason).containsExactly(Reason.ROLL_STUCK);

        wants(Role.JOURNAL, 3, "c", 10);
        seen.put(Role.JOURNAL, new RoleView(new SetView(3, "c", 10), pods, Map.of(0, 10L, 1, 10L, 2, 10L)));
        assertThat(plan().actions()).containsExactly(new Action.DeletePod(Role.JOURNAL, 2, "uid2"));
    }

    @Test
    void aJournalNodeThatIsNeededStaysAndSaysWhy() {
        wants(Role.JOURNAL, 3, "b", 10);
        seen.put(Role.JOURNAL, withTemplate(Role.JOURNAL, "b"));
        journal = new Answer.Known<>(
                new JournalView(Map.of(2, new JournalView.Node(4, "group 1 has two of three", false))));

        assertThat(plan().actions()).isEmpty();
        assertThat(plan().waitsFor()).singleElement().asString().contains("group 1 has two of three");
    }

    @Test
    void templatesAreWrittenInOrder() {
        Role.IN_ORDER.forEach(role -> wants(role, wanted.get(role).replicas(), "b", 10));
        release = new Release(1, 2, 0);
        assertThat(plan().actions()).containsExactly(new Action.WriteTemplate(Role.PLACEMENT));

        seen.put(Role.PLACEMENT, whole(3, "b"));
        assertThat(plan().actions()).containsExactly(new Action.WriteTemplate(Role.JOURNAL));

        seen.put(Role.JOURNAL, whole(3, "b"));
        seen.put(Role.BROKER, whole(2, "b"));
        assertThat(plan().actions()).containsExactly(new Action.RaiseMetadata(new Release(1, 2, 0)));
    }

    @Test
    void anUpgradeWaitsWhereItIsToldTo() {
        Role.IN_ORDER.forEach(role -> wants(role, wanted.get(role).replicas(), "b", 10));
        release = new Release(1, 2, 0);
        seen.put(Role.PLACEMENT, whole(3, "b"));
        update = new Update(true, 0, PauseAfter.PLACEMENT, null, false);
        assertThat(plan().actions()).isEmpty();
        assertThat(plan().waitsFor()).singleElement().asString().contains("robustmq.io/continue to 1.2.0");

        update = new Update(true, 0, PauseAfter.PLACEMENT, release, false);
        assertThat(plan().actions()).containsExactly(new Action.WriteTemplate(Role.JOURNAL));
    }

    @Test
    void aCanaryIsWaitedFor() {
        Role.IN_ORDER.forEach(role -> {
            wants(role, wanted.get(role).replicas(), "b", 10);
            seen.put(role, whole(wanted.get(role).replicas(), "b"));
        });
        release = new Release(1, 2, 0);
        update = new Update(true, 1, PauseAfter.NONE, null, false);
        var pods = List.of(new PodView(0, "uid0", "a", State.READY), new PodView(1, "uid1", "b", State.READY));
        seen.put(Role.BROKER, new RoleView(new SetView(2, "b", 10), pods, Map.of(0, 10L, 1, 10L)));
        drains.put(0, new Drain.Drained());

        assertThat(plan().actions()).doesNotContain(new Action.DeletePod(Role.BROKER, 0, "uid0"));
        update = new Update(true, 1, PauseAfter.NONE, release, false);
        assertThat(plan().actions()).containsExactly(new Action.DeletePod(Role.BROKER, 0, "uid0"));
    }

    @Test
    void aReleaseIsNeitherLeftOutNorTakenBack() {
        wants(Role.PLACEMENT, 3, "b", 10);
        release = new Release(1, 3, 0);
        assertThat(plan().actions()).isEmpty();
        assertThat(plan().refusals()).extracting(Refusal::reason).containsExactly(Reason.SKIPS_A_RELEASE);

        release = new Release(1, 0, 9);
        assertThat(plan().actions()).isEmpty();
        assertThat(plan().refusals()).extracting(Refusal::reason).containsExactly(Reason.DOWNGRADE);

        update = new Update(true, 0, PauseAfter.NONE, null, true);
        assertThat(plan().actions()).containsExactly(new Action.WriteTemplate(Role.PLACEMENT));
    }

    @Test
    void volumesGrowFirstAndTheStatefulSetFollows() {
        wants(Role.BROKER, 2, "a", 20);
        assertThat(plan().actions())
                .containsExactly(new Action.GrowClaim(Role.BROKER, 0, 20), new Action.GrowClaim(Role.BROKER, 1, 20));

        seen.put(
                Role.BROKER, new RoleView(new SetView(2, "a", 10), whole(2, "a").pods(), Map.of(0, 20L, 1, 20L)));
        assertThat(plan().actions()).containsExactly(new Action.OrphanSet(Role.BROKER));
    }

    @Test
    void nothingElseIsDoneWhileAStatefulSetIsAboutToBeAway() {
        wants(Role.BROKER, 2, "a", 20);
        wants(Role.JOURNAL, 4, "a", 10);
        seen.put(
                Role.BROKER, new RoleView(new SetView(2, "a", 10), whole(2, "a").pods(), Map.of(0, 20L, 1, 20L)));

        assertThat(plan().actions()).containsExactly(new Action.OrphanSet(Role.BROKER));
    }

    @Test
    void volumesDoNotShrink() {
        wants(Role.JOURNAL, 3, "a", 5);

        assertThat(plan().actions()).isEmpty();
        assertThat(plan().refusals()).extracting(Refusal::reason).containsExactly(Reason.VOLUME_SHRINKS);
    }

    @Test
    void onDeleteLeavesPodsToWhoeverDeletesThem() {
        wants(Role.JOURNAL, 3, "b", 10);
        seen.put(Role.JOURNAL, withTemplate(Role.JOURNAL, "b"));
        update = new Update(false, 0, PauseAfter.NONE, null, false);

        assertThat(plan().actions()).isEmpty();
        assertThat(plan().isSettled()).isFalse();
    }
}
