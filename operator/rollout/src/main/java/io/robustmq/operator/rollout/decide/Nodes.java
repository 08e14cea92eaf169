package io.robustmq.operator.rollout.decide;

import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.JournalView;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Refusal;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import io.robustmq.operator.rollout.wanted.Wanted.PodId;

/**
 * How many journal nodes there are. More come at once, and the journal spreads onto them; one that is to go is emptied first, then its
 * pod goes, then its volume.
 */
final class Nodes {

    private Nodes() {}

    static void step(Wanted wanted, World world, Draft draft) {
        RoleView view = world.of(Role.JOURNAL);
        SetView set = view.set();
        if (set == null) {
            return;
        }
        int replicas = allowed(wanted, set, draft);
        int needed = Math.max(replicas, holders(world));
        if (set.replicas() < needed) {
            draft.does(new Action.SetReplicas(Role.JOURNAL, needed));
            return;
        }
        if (!(world.journal() instanceof Answer.Known(JournalView journal))) {
            if (set.replicas() > replicas) {
                draft.waits("the journal to say what node " + (set.replicas() - 1) + " holds, before it goes");
            }
            return;
        }
        journal.nodes().entrySet().stream()
                .filter(node -> node.getValue().evacuating() && node.getKey() < replicas)
                .map(node -> node.getKey())
                .sorted()
                .forEach(node -> draft.does(new Action.StopEvacuation(node)));
        if (set.replicas() > replicas) {
            shrink(set, view, journal, wanted, draft);
        } else {
            leftOver(set, view, journal, draft);
        }
    }

    /** A node that holds replicas is not left without its pod because somebody made the StatefulSet smaller. */
    private static int holders(World world) {
        return world.journal() instanceof Answer.Known(JournalView journal)
                ? journal.nodes().entrySet().stream()
                        .filter(node -> node.getValue().replicas() > 0)
                        .mapToInt(node -> node.getKey() + 1)
                        .max()
                        .orElse(0)
                : 0;
    }

    private static int allowed(Wanted wanted, SetView set, Draft draft) {
        int replicas = wanted.of(Role.JOURNAL).replicas();
        if (replicas < wanted.replicationFactor()) {
            draft.refuses(
                    Refusal.Reason.BELOW_REPLICATION,
                    replicas + " journal nodes cannot hold " + wanted.replicationFactor()
                            + " copies (replicationFactor): " + set.replicas() + " stay.");
            return Math.max(set.replicas(), wanted.replicationFactor());
        }
        return replicas;
    }

    private static void shrink(SetView set, RoleView view, JournalView journal, Wanted wanted, Draft draft) {
        int last = set.replicas() - 1;
        JournalView.Node node = journal.of(last);
        if (view.pods().stream().anyMatch(pod -> pod.ordinal() > last)) {
            draft.waits("the journal node that was emptied to be gone");
        } else if (node.replicas() == 0 || wanted.forced().contains(new PodId(Role.JOURNAL, last))) {
            draft.takes(new Action.SetReplicas(Role.JOURNAL, last));
        } else {
            if (!node.evacuating()) {
                draft.does(new Action.Evacuate(last));
            }
            draft.waits("journal node " + last + " to be empty; it holds " + node.replicas() + " replicas");
        }
    }

    private static void leftOver(SetView set, RoleView view, JournalView journal, Draft draft) {
        view.claims().keySet().stream()
                .filter(each -> each >= set.replicas()
                        && journal.of(each).replicas() == 0
                        && view.pod(each).isEmpty())
                .max(Integer::compare)
                .ifPresent(each -> draft.takes(new Action.DeleteClaim(Role.JOURNAL, each)));
    }
}
