package io.robustmq.operator.rollout.decide;

import io.robustmq.operator.rollout.observe.BrokerView.Drain;
import io.robustmq.operator.rollout.observe.PodView;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Refusal;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import io.robustmq.operator.rollout.wanted.Wanted.PodId;

/** How many brokers there are: more come at once; one that is to go sends its clients elsewhere first. */
final class Clients {

    private Clients() {}

    static void step(Wanted wanted, World world, Draft draft) {
        RoleView view = world.of(Role.BROKER);
        SetView set = view.set();
        if (set == null) {
            return;
        }
        int replicas = wanted.of(Role.BROKER).replicas();
        if (set.replicas() < replicas) {
            draft.does(new Action.SetReplicas(Role.BROKER, replicas));
        } else if (set.replicas() > replicas) {
            int last = set.replicas() - 1;
            if (view.pods().stream().anyMatch(pod -> pod.ordinal() > last)) {
                draft.waits("the broker that was emptied to be gone");
            } else if (isStuck(last, view) || isEmptied(last, wanted, world, draft)) {
                draft.takes(new Action.SetReplicas(Role.BROKER, last));
            }
        } else if (wanted.deleteBrokerVolumes()) {
            view.claims().keySet().stream()
                    .filter(each -> each >= set.replicas() && view.pod(each).isEmpty())
                    .max(Integer::compare)
                    .ifPresent(each -> draft.takes(new Action.DeleteClaim(Role.BROKER, each)));
        }
    }

    /** Who cannot start has no clients, and cannot be asked. */
    private static boolean isStuck(int ordinal, RoleView view) {
        return view.pod(ordinal).map(pod -> pod.state() == PodView.State.STUCK).orElse(false);
    }

    /** Whether nobody is left on a broker; else what brings that about is in the draft. */
    static boolean isEmptied(int ordinal, Wanted wanted, World world, Draft draft) {
        if (wanted.forced().contains(new PodId(Role.BROKER, ordinal))) {
            return true;
        }
        switch (world.brokers().drains().get(ordinal)) {
            case null -> draft.waits("broker " + ordinal + " to say how many clients it has");
            case Drain.Serving() -> {
                draft.does(new Action.Drain(ordinal));
                draft.waits("broker " + ordinal + " to send its clients elsewhere");
            }
            case Drain.Draining(int sessions, boolean late) -> {
                if (late) {
                    draft.refuses(
                            Refusal.Reason.DRAIN_LATE,
                            "Broker " + ordinal + " still has " + sessions
                                    + " sessions after evacuation.timeoutSeconds: wait, "
                                    + "or have it stopped all the same by the annotation robustmq.io/force-broker-"
                                    + ordinal + ".");
                }
                draft.waits("broker " + ordinal + " to be empty; it has " + sessions + " sessions");
            }
            case Drain.Drained(), Drain.Unable() -> {
                return true;
            }
        }
        return false;
    }
}
