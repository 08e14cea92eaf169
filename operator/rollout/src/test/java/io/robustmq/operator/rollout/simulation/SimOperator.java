package io.robustmq.operator.rollout.simulation;

import io.robustmq.operator.rollout.decide.Planner;
import io.robustmq.operator.rollout.observe.Membership.Member;
import io.robustmq.operator.rollout.observe.PodView;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Plan;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import java.util.List;

/** The operator: sees, plans, acts; its calls fail, and it is killed between any two of them. */
final class SimOperator {
    private final SimCluster truth;

    SimOperator(SimCluster truth) {
        this.truth = truth;
    }

    Plan reconcile(Wanted wanted, boolean reliable, List<Object> story) {
        Plan plan = Planner.plan(wanted, truth.seen(reliable));
        for (Action action : plan.actions()) {
            if (!reliable && truth.chance.nextInt(10) == 0) {
                story.add("fails, or is killed before:");
                story.add(action);
                break;
            }
            story.add(action);
            Laws.judge(action, wanted, truth);
            act(action, wanted);
        }
        return plan;
    }

    private void act(Action action, Wanted wanted) {
        switch (action) {
            case Action.CreateSet(var role, int replicas) -> {
                if (truth.of(role).set == null) {
                    var of = wanted.of(role);
                    truth.of(role).set = new SetView(replicas, of.revision(), of.volumeBytes());
                }
            }
            case Action.WriteTemplate(var role) -> {
                SetView set = truth.of(role).set;
                truth.of(role).set = new SetView(set.replicas(), wanted.of(role).revision(), set.volumeBytes());
            }
            case Action.SetReplicas(var role, int replicas) -> {
                SetView set = truth.of(role).set;
                truth.of(role).set = new SetView(replicas, set.revision(), set.volumeBytes());
            }
            case Action.DeletePod(var role, int ordinal, String uid) -> {
                PodView pod = truth.of(role).pods.get(ordinal);
                if (pod != null && pod.uid().equals(uid)) {
                    truth.of(role).become(ordinal, PodView.State.TERMINATING);
                    Member member = truth.members.get(ordinal);
                    if (role == Role.PLACEMENT && member != null) {
                        truth.members.put(ordinal, new Member(member.voter(), false));
                    }
                }
            }
            case Action.RemoveMember(int ordinal) -> {
                if (truth.members.remove(ordinal) != null) {
                    truth.removedVolumes.add(ordinal);
                    truth.of(Role.PLACEMENT).crash(ordinal);
                }
            }
            case Action.Evacuate(int ordinal) -> truth.evacuating.add(ordinal);
            case Action.StopEvacuation(int ordinal) -> truth.evacuating.remove(ordinal);
            case Action.Drain(int ordinal) -> truth.draining.add(ordinal);
            case Action.StopDrain(int ordinal) -> truth.draining.remove(ordinal);
            case Action.GrowClaim(var role, int ordinal, long bytes) ->
                truth.of(role).claims.computeIfPresent(ordinal, (key, old) -> Math.max(old, bytes));
            case Action.OrphanSet(var role) -> truth.of(role).set = null;
            case Action.DeleteClaim(var role, int ordinal) -> {
                truth.of(role).claims.remove(ordinal);
                if (role == Role.PLACEMENT) {
                    truth.removedVolumes.remove(ordinal);
                }
            }
            case Action.RaiseMetadata(var release) -> truth.metadata = release;
        }
    }
}
