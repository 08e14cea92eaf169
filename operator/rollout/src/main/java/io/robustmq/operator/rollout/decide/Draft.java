package io.robustmq.operator.rollout.decide;

import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Plan;
import io.robustmq.operator.rollout.plan.Refusal;
import io.robustmq.operator.rollout.wanted.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plan in the making: of what takes something away only the first is taken, and it comes last. */
final class Draft {
    private final List<Action> actions = new ArrayList<>();
    private final List<String> waitsFor = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private @Nullable Action taking;

    void does(Action action) {
        actions.add(action);
    }

    void takes(Action action) {
        if (taking == null) {
            taking = action;
        }
    }

    /** Whether a role is about to have more pods. */
    boolean grows(Role role) {
        return actions.stream().anyMatch(action -> action instanceof Action.SetReplicas set && set.role() == role);
    }

    boolean takesSomething() {
        return taking != null;
    }

    void waits(String what) {
        waitsFor.add(what);
    }

    void refuses(Refusal.Reason reason, String message) {
        refusals.add(new Refusal(reason, message));
    }

    Plan plan() {
        if (taking != null) {
            actions.add(taking);
        }
        return new Plan(actions, waitsFor, refusals);
    }
}
