package io.robustmq.operator.rollout.decide;

import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;

/**
 * StatefulSets that are missing. One that was there before comes back for all the pods and volumes that are left of it: they may
 * hold votes and data.
 */
final class Founding {

    private Founding() {}

    static void step(Wanted wanted, World world, Draft draft) {
        for (Role role : Role.IN_ORDER) {
            RoleView view = world.of(role);
            if (view.set() == null) {
                int left = role == Role.BROKER ? view.podExtent() : view.extent();
                draft.does(new Action.CreateSet(
                        role, left > 0 ? left : wanted.of(role).replicas()));
            }
            if (role != Role.BROKER
                    && !serves(role, wanted, world)
                    && world.of(next(role)).set() == null) {
                if (world.of(next(role)).extent() > 0) {
                    continue; // It was there before: between the halves of making it anew it is not left without its
                    // StatefulSet.
                }
                draft.waits(role + " to serve, before " + next(role) + " is made");
                return;
            }
        }
    }

    private static Role next(Role role) {
        return role == Role.PLACEMENT ? Role.JOURNAL : Role.BROKER;
    }

    private static boolean serves(Role role, Wanted wanted, World world) {
        RoleView view = world.of(role);
        return switch (role) {
            case PLACEMENT ->
                world.membership() instanceof Answer.Known(var membership)
                        && membership.leader() != null
                        && view.isCalm();
            case JOURNAL -> view.isCalm() && view.pods().size() >= wanted.replicationFactor();
            case BROKER -> view.isCalm();
        };
    }
}
