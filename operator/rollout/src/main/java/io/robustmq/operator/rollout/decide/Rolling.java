package io.robustmq.operator.rollout.decide;

import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.BrokerView.Drain;
import io.robustmq.operator.rollout.observe.JournalView;
import io.robustmq.operator.rollout.observe.Membership;
import io.robustmq.operator.rollout.observe.PodView;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Refusal;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import io.robustmq.operator.rollout.wanted.Wanted.PodId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Pods of an older template are made anew: unready first, one at a time, one role after the other, the placement centre's leader last.
 *
 * <p>A pod that is stuck in an older template may be replaced, since that may mend it. One that is stuck in the newest stops the roll:
 * the next would be, too.
 */
final class Rolling {

    private Rolling() {}

    static void step(Wanted wanted, World world, Draft draft) {
        boolean released = Upgrades.isAllowed(wanted, world, draft);
        for (Role role : Role.IN_ORDER) {
            RoleView view = world.of(role);
            SetView set = view.set();
            if (set == null) {
                return;
            }
            String revision = wanted.of(role).revision();
            if (released && !set.revision().equals(revision)) {
                draft.does(new Action.WriteTemplate(role));
                draft.waits("the template of " + role + " to be written");
                return;
            }
            if (role == Role.BROKER) {
                takeBack(set, wanted, world, draft);
            }
            if (!view.runs(set.revision())) {
                roll(role, set, view, wanted, world, draft);
                return;
            }
            if (Upgrades.pausesAfter(role, wanted, world)) {
                draft.waits(role + " has the new release: set the annotation robustmq.io/continue to "
                        + wanted.release() + " to go on");
                return;
            }
        }
        if (released) {
            Upgrades.finish(wanted, world, draft);
        }
    }

    private static void roll(Role role, SetView set, RoleView view, Wanted wanted, World world, Draft draft) {
        List<PodView> old = view.pods().stream()
                .filter(pod -> !pod.revision().equals(set.revision()))
                .toList();
        Optional<PodView> stuck = old.stream()
                .filter(pod -> pod.state() == PodView.State.STUCK)
                .max(Comparator.comparingInt(PodView::ordinal));
        if (!wanted.update().automatic()) {
            draft.waits(
                    "pods of " + role + " to be ready and of the newest template; update.strategy leaves that to you");
        } else if (stuck.isPresent()) {
            draft.takes(new Action.DeletePod(
                    role, stuck.get().ordinal(), stuck.get().uid()));
        } else if (draft.grows(role)) {
            draft.waits("the new pods of " + role + ", before others are made anew");
        } else if (!view.isCalm()) {
            waitForCalm(role, view, draft);
        } else if (set.replicas() != wanted.of(role).replicas() && role != Role.JOURNAL) {
            draft.waits(role + " to have as many pods as are wanted, before pods are made anew");
        } else {
            next(role, old, view, wanted, world, draft);
        }
    }

    private static void waitForCalm(Role role, RoleView view, Draft draft) {
        view.pods().stream()
                .filter(pod -> pod.state() == PodView.State.STUCK)
                .forEach(pod -> draft.refuses(
                        Refusal.Reason.ROLL_STUCK,
                        "Pod " + pod.ordinal() + " of " + role
                                + " does not become ready with the newest template, so no other gets it: look at its"
                                + " events and log, and change the resource."));
        draft.waits("all pods of " + role + " to be ready");
    }

    private static void next(Role role, List<PodView> old, RoleView view, Wanted wanted, World world, Draft draft) {
        switch (role) {
            case PLACEMENT -> nextMember(old, view, wanted, world, draft);
            case JOURNAL -> nextNode(old, wanted, world, draft);
            case BROKER -> nextBroker(old, view, wanted, world, draft);
        }
    }

    private static void nextMember(List<PodView> old, RoleView view, Wanted wanted, World world, Draft draft) {
        if (!(world.membership() instanceof Answer.Known(Membership membership)) || membership.leader() == null) {
            draft.waits("the placement centre to have a leader");
            return;
        }
        int leader = membership.leader();
        PodView pod = old.stream()
                .max(Comparator.comparing((PodView each) -> each.ordinal() != leader)
                        .thenComparingInt(PodView::ordinal))
                .orElseThrow();
        boolean nobodyCanBeSpared = membership.voters() <= 2;
        if (nobodyCanBeSpared
                || Members.canSpare(pod.ordinal(), view, membership)
                || wanted.forced().contains(new PodId(Role.PLACEMENT, pod.ordinal()))) {
            draft.takes(new Action.DeletePod(Role.PLACEMENT, pod.ordinal(), pod.uid()));
        } else {
            draft.waits("members of the placement centre to have caught up");
        }
    }

    private static void nextNode(List<PodView> old, Wanted wanted, World world, Draft draft) {
        PodView pod = old.getLast();
        boolean forced = wanted.forced().contains(new PodId(Role.JOURNAL, pod.ordinal()));
        if (forced) {
            draft.takes(new Action.DeletePod(Role.JOURNAL, pod.ordinal(), pod.uid()));
        } else if (!(world.journal() instanceof Answer.Known(JournalView journal))) {
            draft.waits("the journal to say whether node " + pod.ordinal() + " may stop");
        } else if (journal.of(pod.ordinal()).whyNotStop().isEmpty()) {
            draft.takes(new Action.DeletePod(Role.JOURNAL, pod.ordinal(), pod.uid()));
        } else {
            draft.waits("journal node " + pod.ordinal() + " to be dispensable: "
                    + journal.of(pod.ordinal()).whyNotStop());
        }
    }

    private static void nextBroker(List<PodView> old, RoleView view, Wanted wanted, World world, Draft draft) {
        if (Upgrades.canaryPauses(view.pods().size() - old.size(), wanted, world)) {
            draft.waits(wanted.update().canary() + " brokers have the new release: set the annotation "
                    + "robustmq.io/continue to " + wanted.release() + " to go on");
            return;
        }
        PodView pod = old.getLast();
        if (Clients.isEmptied(pod.ordinal(), wanted, world, draft)) {
            draft.takes(new Action.DeletePod(Role.BROKER, pod.ordinal(), pod.uid()));
        }
    }

    /** Brokers that were emptied and stay all the same, since the resource was changed back, take clients again. */
    private static void takeBack(SetView set, Wanted wanted, World world, Draft draft) {
        RoleView view = world.of(Role.BROKER);
        for (PodView pod : view.pods()) {
            boolean old = !pod.revision().equals(set.revision());
            boolean goes = pod.ordinal() >= wanted.of(Role.BROKER).replicas()
                    || (old && wanted.update().automatic());
            Drain drain = world.brokers().drains().get(pod.ordinal());
            boolean out = drain instanceof Drain.Draining || drain instanceof Drain.Drained;
            if (!goes && pod.isReady() && out) {
                draft.does(new Action.StopDrain(pod.ordinal()));
            }
        }
    }
}
