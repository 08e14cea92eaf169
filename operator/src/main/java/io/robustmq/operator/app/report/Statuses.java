package io.robustmq.operator.app.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.status.BrokerStatus;
import io.robustmq.crds.v1alpha1.status.RobustMQClusterStatus;
import io.robustmq.crds.v1alpha1.status.RoleStatus;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.rollout.observe.PodView;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Plan;
import io.robustmq.operator.rollout.plan.Refusal;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status of a resource, of what was seen and what is planned. A function. */
public final class Statuses {
    private static final int DOING_CHARS = 512;
    private static final int MESSAGE_CHARS = 2_000;
    private static final Set<Refusal.Reason> STUCK =
            Set.of(Refusal.Reason.ROLL_STUCK, Refusal.Reason.DRAIN_LATE, Refusal.Reason.NO_QUORUM_LEFT);

    private Statuses() {}

    /**
     * @param roles the ones this cluster has
     * @param version the release its metadata is of; null before it has been founded
     * @param trouble what has failed while acting; empty if nothing has
     * @param now as conditions have it, RFC 3339
     */
    public static RobustMQClusterStatus of(
            RobustMQCluster cluster,
            Set<Role> roles,
            Wanted wanted,
            World world,
            Plan plan,
            @Nullable String version,
            String trouble,
            String now) {
        boolean ready = roles.stream().allMatch(role -> serves(world.of(role)));
        List<String> unready = roles.stream()
                .sorted()
                .filter(role -> !serves(world.of(role)))
                .map(role -> word(role) + " has " + count(world.of(role)) + " of "
                        + wanted.of(role).replicas() + " pods ready")
                .toList();
        String doing = doing(plan, trouble);
        Conditions conditions = new Conditions(cluster, now);
        conditions.put(
                "Ready",
                ready,
                ready ? "AllPodsReady" : "PodsNotReady",
                ready ? "every pod is ready" : String.join("; ", unready));
        boolean settled = plan.isSettled() && trouble.isEmpty();
        conditions.put("Progressing", !settled, settled ? "Settled" : "UnderWay", settled ? "all is as wanted" : doing);
        conditions.put(
                "Refused",
                !plan.refusals().isEmpty(),
                plan.refusals().isEmpty()
                        ? "NothingRefused"
                        : plan.refusals().getFirst().reason().word(),
                plan.refusals().stream().map(Refusal::message).collect(Collectors.joining(" ")));
        conditions.put(
                "Paused",
                wanted.paused(),
                wanted.paused() ? "SpecPaused" : "NotPaused",
                wanted.paused() ? "spec.paused is true: nothing is changed" : "");
        return new RobustMQClusterStatus(
                cluster.getMetadata().getGeneration(),
                phase(wanted, plan, ready, settled).word(),
                conditions.list(),
                version,
                role(Role.PLACEMENT, wanted, world),
                roles.contains(Role.JOURNAL) ? role(Role.JOURNAL, wanted, world) : null,
                broker(wanted, world),
                Names.of(cluster).selector(Part.BROKER).entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(",")),
                doing.isEmpty() ? null : clipped(doing, DOING_CHARS));
    }

    /** When a cluster cannot be looked at, since the resource names what is not there. */
    public static RobustMQClusterStatus failed(RobustMQCluster cluster, String reason, String message, String now) {
        RobustMQClusterStatus old = cluster.getStatus();
        Conditions conditions = new Conditions(cluster, now);
        conditions.put("Ready", false, reason, message);
        conditions.put("Progressing", false, reason, message);
        conditions.put("Refused", true, reason, message);
        conditions.put("Paused", false, "NotPaused", "");
        return new RobustMQClusterStatus(
                cluster.getMetadata().getGeneration(),
                Phase.REFUSED.word(),
                conditions.list(),
                old == null ? null : old.version(),
                old == null ? null : old.placement(),
                old == null ? null : old.journal(),
                old == null ? null : old.broker(),
                old == null ? null : old.selector(),
                clipped(message, DOING_CHARS));
    }

    private static boolean serves(RoleView view) {
        return view.set() != null && view.isCalm();
    }

    private static Phase phase(Wanted wanted, Plan plan, boolean ready, boolean settled) {
        if (wanted.paused()) {
            return Phase.PAUSED;
        }
        if (plan.refusals().stream().anyMatch(refusal -> STUCK.contains(refusal.reason()))) {
            return Phase.STUCK;
        }
        if (!plan.refusals().isEmpty()) {
            return Phase.REFUSED;
        }
        return ready && settled ? Phase.READY : Phase.PROGRESSING;
    }

    private static String doing(Plan plan, String trouble) {
        Stream<String> actions = plan.actions().stream().map(Statuses::words);
        return Stream.of(
                        Stream.of(trouble).filter(text -> !text.isEmpty()),
                        actions,
                        plan.waitsFor().stream().map(what -> "waiting for " + what))
                .flatMap(each -> each)
                .collect(Collectors.joining("; "));
    }

    /** What is done, for people: in status and events. */
    public static String words(Action action) {
        return switch (action) {
            case Action.CreateSet(Role role, int replicas) ->
                "making the StatefulSet of " + word(role) + " with " + replicas + " pods";
            case Action.WriteTemplate(Role role) -> "writing the new template of " + word(role);
            case Action.SetReplicas(Role role, int replicas) -> "setting " + word(role) + " to " + replicas + " pods";
            case Action.DeletePod(Role role, int ordinal, String _) ->
                "making pod " + ordinal + " of " + word(role) + " anew";
            case Action.RemoveMember(int ordinal) -> "taking its vote from member " + ordinal + " of placement";
            case Action.Evacuate(int ordinal) -> "having journal node " + ordinal + " emptied";
            case Action.StopEvacuation(int ordinal) -> "having journal node " + ordinal + " filled again";
            case Action.Drain(int ordinal) -> "having broker " + ordinal + " send its clients elsewhere";
            case Action.StopDrain(int ordinal) -> "having broker " + ordinal + " take clients again";
            case Action.GrowClaim(Role role, int ordinal, long bytes) ->
                "growing the volume of pod " + ordinal + " of " + word(role) + " to " + bytes + " bytes";
            case Action.OrphanSet(Role role) ->
                "making the StatefulSet of " + word(role) + " anew around its pods, for larger volumes";
            case Action.DeleteClaim(Role role, int ordinal) ->
                "deleting the volume of former pod " + ordinal + " of " + word(role);
            case Action.RaiseMetadata(var release) -> "all run release " + release;
        };
    }

    private static String word(Role role) {
        return switch (role) {
            case PLACEMENT -> Part.PLACEMENT.word();
            case JOURNAL -> Part.JOURNAL.word();
            case BROKER -> Part.BROKER.word();
        };
    }

    private static int count(RoleView view) {
        return (int) view.pods().stream().filter(PodView::isReady).count();
    }

    private static int updated(Role role, Wanted wanted, RoleView view) {
        String revision = wanted.of(role).revision();
        return (int) view.pods().stream()
                .filter(pod -> pod.revision().equals(revision))
                .count();
    }

    private static RoleStatus role(Role role, Wanted wanted, World world) {
        RoleView view = world.of(role);
        return new RoleStatus(view.pods().size(), count(view), updated(role, wanted, view));
    }

    private static BrokerStatus broker(Wanted wanted, World world) {
        RoleView view = world.of(Role.BROKER);
        return new BrokerStatus(view.pods().size(), count(view), updated(Role.BROKER, wanted, view));
    }

    private static String clipped(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars - 3) + "...";
    }

    /** Conditions that keep the time at which they last turned. */
    private static final class Conditions {
        private final RobustMQCluster cluster;
        private final String now;
        private final List<Condition> list = new ArrayList<>();

        Conditions(RobustMQCluster cluster, String now) {
            this.cluster = cluster;
            this.now = now;
        }

        List<Condition> list() {
            return list;
        }

        void put(String type, boolean holds, String reason, String message) {
            String status = holds ? "True" : "False";
            RobustMQClusterStatus old = cluster.getStatus();
            Map<String, Condition> before = old == null
                    ? Map.of()
                    : old.conditions().stream()
                            .collect(Collectors.toMap(Condition::getType, each -> each, (one, other) -> one));
            Condition last = before.get(type);
            list.add(new ConditionBuilder()
                    .withType(type)
                    .withStatus(status)
                    .withReason(reason)
                    .withMessage(clipped(message, MESSAGE_CHARS))
                    .withObservedGeneration(cluster.getMetadata().getGeneration())
                    .withLastTransitionTime(
                            last != null && status.equals(last.getStatus()) ? last.getLastTransitionTime() : now)
                    .build());
        }
    }
}
