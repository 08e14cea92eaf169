package io.robustmq.operator.rollout.plan;

import java.util.List;

/**
 * What comes next.
 *
 * @param actions in this order; at most one of them, the last, takes a pod, a vote or a volume away
 * @param waitsFor what has to happen before more can be done, in words; empty with no actions: all is as it should be
 */
public record Plan(List<Action> actions, List<String> waitsFor, List<Refusal> refusals) {

    public Plan {
        actions = List.copyOf(actions);
        waitsFor = List.copyOf(waitsFor);
        refusals = List.copyOf(refusals);
    }

    public boolean isSettled() {
        return actions.isEmpty() && waitsFor.isEmpty();
    }
}
