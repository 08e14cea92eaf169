package io.robustmq.operator.rollout.decide;

import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.Membership;
import io.robustmq.operator.rollout.observe.PodView;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Refusal;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import java.util.stream.IntStream;

/**
 * How many members the placement centre has: one vote more or less at a time.
 *
 * <pre>
 * more:  an old volume of that place is deleted → a pod → it joins as learner, catches up, votes → the next
 * fewer: the vote is taken away → the pod → its volume; the next
 * </pre>
 *
 * Where nobody serves, since somebody has made the StatefulSet too small, volumes that are left get their pods back.
 *
 * <p>A member that was removed knows it by its volume and does not come back: hence the volume goes before the place is used again.
 */
final class Members {

    private Members() {}

    static void step(Wanted wanted, World world, Draft draft) {
        RoleView view = world.of(Role.PLACEMENT);
        SetView set = view.set();
        if (set == null) {
            return;
        }
        if (!(world.membership() instanceof Answer.Known(Membership membership)) || membership.leader() == null) {
            if (set.replicas() < view.extent() && view.pods().stream().noneMatch(PodView::isReady)) {
                draft.does(new Action.SetReplicas(Role.PLACEMENT, set.replicas() + 1));
            } else if (set.replicas() != wanted.of(Role.PLACEMENT).replicas()) {
                draft.waits("the placement centre to have a leader, before its members change");
            }
            return;
        }
        int replicas = wanted.of(Role.PLACEMENT).replicas();
        if (hasLeftForGood(view, membership)) {
            shrink(set, view, membership, draft);
        } else if (set.replicas() < needed(replicas, membership)) {
            grow(set, view, membership, draft);
        } else if (set.replicas() > replicas) {
            shrink(set, view, membership, draft);
        } else {
            leftOver(set, view, membership, draft);
        }
    }

    /** Whether one that was removed is still there: it cannot come back with its volume, and so goes although it may be wanted again. */
    private static boolean hasLeftForGood(RoleView view, Membership membership) {
        return view.pods().stream()
                .anyMatch(pod -> pod.state() == PodView.State.REMOVED && !membership.has(pod.ordinal()));
    }

    /** A member is not left without its pod because somebody made the StatefulSet smaller. */
    private static int needed(int replicas, Membership membership) {
        return Math.max(
                replicas,
                membership.members().keySet().stream()
                        .mapToInt(each -> each + 1)
                        .max()
                        .orElse(0));
    }

    private static void grow(SetView set, RoleView view, Membership membership, Draft draft) {
        int next = set.replicas();
        boolean allVote =
                IntStream.range(0, next).allMatch(each -> membership.isVoter(each) && membership.isCaughtUp(each));
        if (membership.has(next)) {
            draft.does(new Action.SetReplicas(Role.PLACEMENT, next + 1));
        } else if (!allVote || !view.isCalm()) {
            draft.waits("the members of the placement centre to vote, before another comes in");
        } else if (view.claims().containsKey(next)) {
            draft.takes(new Action.DeleteClaim(Role.PLACEMENT, next));
        } else {
            draft.does(new Action.SetReplicas(Role.PLACEMENT, next + 1));
        }
    }

    private static void shrink(SetView set, RoleView view, Membership membership, Draft draft) {
        int last = set.replicas() - 1;
        if (view.pods().stream().anyMatch(pod -> pod.ordinal() > last)) {
            draft.waits("the last member that was removed to be gone");
        } else if (!membership.has(last)) {
            draft.takes(new Action.SetReplicas(Role.PLACEMENT, last));
        } else if (hasQuorumWithout(last, view, membership)) {
            draft.takes(new Action.RemoveMember(last));
        } else {
            draft.refuses(
                    Refusal.Reason.NO_QUORUM_LEFT,
                    "Member " + last
                            + " of the placement centre keeps its vote: too few of the others are ready. Mend them"
                            + " first.");
            draft.waits("members of the placement centre to be ready");
        }
    }

    private static void leftOver(SetView set, RoleView view, Membership membership, Draft draft) {
        view.claims().keySet().stream()
                .filter(each -> each >= set.replicas()
                        && !membership.has(each)
                        && view.pod(each).isEmpty())
                .max(Integer::compare)
                .ifPresent(each -> draft.takes(new Action.DeleteClaim(Role.PLACEMENT, each)));
    }

    /** Whether those that are left are a majority of themselves, once this one is removed. */
    private static boolean hasQuorumWithout(int ordinal, RoleView view, Membership membership) {
        int voters = membership.voters() - (membership.isVoter(ordinal) ? 1 : 0);
        return readyBut(ordinal, view, membership) >= voters / 2 + 1;
    }

    /** Whether the others are a majority of all, while this one is away. */
    static boolean canSpare(int ordinal, RoleView view, Membership membership) {
        return readyBut(ordinal, view, membership) >= membership.voters() / 2 + 1;
    }

    private static long readyBut(int ordinal, RoleView view, Membership membership) {
        return membership.members().keySet().stream()
                .filter(each -> each != ordinal
                        && membership.isVoter(each)
                        && membership.isCaughtUp(each)
                        && view.isReady(each))
                .count();
    }
}
