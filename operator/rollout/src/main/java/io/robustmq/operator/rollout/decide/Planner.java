package io.robustmq.operator.rollout.decide;

import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Plan;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;

/**
 * What comes next for a cluster. A function: nothing is remembered between two calls, so that an operator that was killed
 * goes on where it was.
 *
 * <p>The order of the steps is that of their urgency, and of each only what is safe now is done:
 *
 * <pre>
 * 1 StatefulSets that are missing: placement, then journal, then brokers, each once the one before serves
 * 2 volumes that should be larger
 * 3 more pods, fewer pods; of what was taken away, the volumes
 * 4 the template, then pods of an older one: placement, then journal, then brokers
 * 5 the metadata's release, when all run it
 * </pre>
 */
public final class Planner {

    private Planner() {}

    public static Plan plan(Wanted wanted, World world) {
        Draft draft = new Draft();
        if (wanted.paused()) {
            draft.waits("the resource is paused");
            return draft.plan();
        }
        Founding.step(wanted, world, draft);
        for (Role role : Role.IN_ORDER) {
            if (world.of(role).set() != null) {
                Volumes.step(role, wanted, world, draft);
            }
        }
        if (draft.takesSomething()) {
            return draft.plan(); // One StatefulSet is about to be away: what else is to be done comes when it is back.
        }
        Members.step(wanted, world, draft);
        Nodes.step(wanted, world, draft);
        Clients.step(wanted, world, draft);
        Rolling.step(wanted, world, draft);
        return draft.plan();
    }
}
