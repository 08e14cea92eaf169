package io.robustmq.operator.rollout.simulation;

import io.robustmq.operator.rollout.observe.Membership.Member;
import io.robustmq.operator.rollout.observe.PodView;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.wanted.Release;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;

/** What no action may do, judged by the truth at the moment it is done, and written down without a look at the planner. */
final class Laws {

    private Laws() {}

    static void judge(Action action, Wanted wanted, SimCluster truth) {
        switch (action) {
            case Action.DeletePod delete -> deletion(delete, truth);
            case Action.RemoveMember remove -> removal(remove.ordinal(), truth);
            case Action.SetReplicas set -> replicas(set, truth);
            case Action.DeleteClaim delete -> claim(delete, truth);
            case Action.CreateSet create ->
                law(
                        truth.of(create.role()).pods.keySet().stream().allMatch(each -> each < create.replicas()),
                        "a StatefulSet made anew leaves out pods",
                        action);
            case Action.WriteTemplate write -> template(write.role(), wanted, truth);
            case Action.GrowClaim grow ->
                law(
                        truth.of(grow.role()).claims.getOrDefault(grow.ordinal(), 0L) < grow.bytes(),
                        "a volume shrinks or is written in vain",
                        action);
            case Action.RaiseMetadata raise -> {
                for (Role role : Role.IN_ORDER) {
                    law(
                            truth.of(role).pods.values().stream()
                                    .allMatch(pod -> release(pod.revision()).equals(raise.release())),
                            "the metadata is raised above what pods can read",
                            action);
                }
            }
            case Action.Evacuate evacuate ->
                law(
                        truth.of(Role.JOURNAL).set.replicas() - 1 >= truth.replicationFactor,
                        "a journal node is emptied that the copies need",
                        evacuate);
            case Action.OrphanSet orphan ->
                law(
                        truth.of(orphan.role()).claims.values().stream()
                                .allMatch(bytes ->
                                        bytes >= wanted.of(orphan.role()).volumeBytes()),
                        "a StatefulSet is made anew before its volumes have grown",
                        orphan);
            case Action.StopEvacuation stop -> {}
            case Action.Drain drain -> {}
            case Action.StopDrain stop -> {}
        }
    }

    private static void deletion(Action.DeletePod delete, SimCluster truth) {
        SimPods pods = truth.of(delete.role());
        PodView pod = pods.pods.get(delete.ordinal());
        if (pod == null || !pod.uid().equals(delete.uid())) {
            return; // The API server refuses: it is another pod by now.
        }
        law(!pod.revision().equals(pods.set.revision()), "a pod is deleted that has the newest template", delete);
        law(pod.state() != PodView.State.STARTING, "a pod is deleted while it starts", delete);
        if (!pod.isReady()) {
            return;
        }
        for (int each = 0; each < pods.set.replicas(); each++) {
            law(each == pod.ordinal() || pods.isReady(each), "a second pod of a role goes", delete);
        }
        switch (delete.role()) {
            case PLACEMENT -> {
                int voters = truth.voters();
                law(
                        voters <= 2 || truth.votersUpBut(pod.ordinal()) >= SimCluster.majority(voters),
                        "the quorum is lost",
                        delete);
                boolean leads = truth.leader != null && truth.leader == pod.ordinal();
                boolean othersAreOld = pods.pods.values().stream()
                        .anyMatch(each -> each.ordinal() != pod.ordinal()
                                && !each.revision().equals(pods.set.revision()));
                law(!leads || !othersAreOld, "the leader goes before the others", delete);
            }
            case JOURNAL -> law(truth.canLose(pod.ordinal()), "a group loses its majority", delete);
            case BROKER ->
                law(truth.sessions.getOrDefault(pod.ordinal(), 0) == 0, "a broker goes that has sessions", delete);
        }
    }

    private static void removal(int ordinal, SimCluster truth) {
        Member member = truth.members.get(ordinal);
        if (member == null) {
            return;
        }
        int left = truth.voters() - (member.voter() ? 1 : 0);
        law(
                truth.votersUpBut(ordinal) >= SimCluster.majority(left),
                "those that are left are no majority",
                new Action.RemoveMember(ordinal));
        law(
                truth.members.keySet().stream().allMatch(each -> each <= ordinal),
                "another than the last member goes",
                new Action.RemoveMember(ordinal));
    }

    private static void replicas(Action.SetReplicas action, SimCluster truth) {
        SetView set = truth.of(action.role()).set;
        for (int ordinal = action.replicas(); ordinal < set.replicas(); ordinal++) {
            switch (action.role()) {
                case PLACEMENT -> law(!truth.members.containsKey(ordinal), "a pod goes that has a vote", action);
                case JOURNAL -> law(truth.held(ordinal) == 0, "a pod goes that holds a replica", action);
                case BROKER ->
                    law(truth.sessions.getOrDefault(ordinal, 0) == 0, "a broker goes that has sessions", action);
            }
        }
        law(set.replicas() - action.replicas() <= 1, "more than one pod goes", action);
        if (action.role() == Role.PLACEMENT && action.replicas() > set.replicas()) {
            law(action.replicas() - set.replicas() == 1, "more than one member comes", action);
            law(
                    truth.of(Role.PLACEMENT).pods.values().stream().noneMatch(PodView::isReady)
                            || !truth.removedVolumes.contains(action.replicas() - 1),
                    "a member is to come back that was removed",
                    action);
        }
    }

    private static void claim(Action.DeleteClaim delete, SimCluster truth) {
        SimPods pods = truth.of(delete.role());
        law(!pods.pods.containsKey(delete.ordinal()), "a volume goes that a pod has", delete);
        law(pods.set != null && delete.ordinal() >= pods.set.replicas(), "a volume goes that a pod will have", delete);
        switch (delete.role()) {
            case PLACEMENT -> law(!truth.members.containsKey(delete.ordinal()), "a voter's volume goes", delete);
            case JOURNAL -> law(truth.held(delete.ordinal()) == 0, "a replica's volume goes", delete);
            case BROKER -> {}
        }
    }

    private static void template(Role role, Wanted wanted, SimCluster truth) {
        if (truth.metadata == null) {
            return;
        }
        law(
                wanted.release().compareTo(truth.metadata) >= 0
                        || wanted.update().allowDowngrade(),
                "pods get a release that cannot read the metadata",
                new Action.WriteTemplate(role));
        for (Role before : Role.IN_ORDER.subList(0, Role.IN_ORDER.indexOf(role))) {
            law(
                    truth.of(before).pods.values().stream().allMatch(pod -> pod.revision()
                            .equals(wanted.of(before).revision())),
                    "a role gets a template before the role below it runs it",
                    new Action.WriteTemplate(role));
        }
    }

    /** Revisions of the simulation end with their release. */
    static Release release(String revision) {
        return Release.of(revision.substring(revision.lastIndexOf('@') + 1));
    }

    static void law(boolean holds, String what, Action action) {
        if (!holds) {
            throw new AssertionError(what + ": " + action);
        }
    }
}
