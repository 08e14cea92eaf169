package io.robustmq.operator.rollout.decide;

import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Refusal;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import java.util.TreeMap;

/**
 * Volumes grow while pods run: first every claim, then the StatefulSet, which is made anew around its pods so that those to come get
 * volumes of the new size.
 */
final class Volumes {

    private Volumes() {}

    static void step(Role role, Wanted wanted, World world, Draft draft) {
        RoleView view = world.of(role);
        SetView set = view.set();
        long bytes = wanted.of(role).volumeBytes();
        if (set == null) {
            return;
        }
        if (bytes < set.volumeBytes()) {
            draft.refuses(
                    Refusal.Reason.VOLUME_SHRINKS,
                    "The volumes of " + role + " have " + set.volumeBytes() + " bytes and cannot shrink to " + bytes
                            + ": set storage.size to what it was.");
            return;
        }
        boolean grows = false;
        for (var claim : new TreeMap<>(view.claims()).entrySet()) {
            if (claim.getValue() < bytes) {
                draft.does(new Action.GrowClaim(role, claim.getKey(), bytes));
                grows = true;
            }
        }
        if (!grows && set.volumeBytes() < bytes) {
            if (view.isCalm() && (role == Role.BROKER || view.extent() <= set.replicas())) {
                draft.takes(new Action.OrphanSet(role));
            } else {
                draft.waits(
                        "all pods of " + role + " to be ready, before its StatefulSet is made anew for larger volumes");
            }
        }
    }
}
