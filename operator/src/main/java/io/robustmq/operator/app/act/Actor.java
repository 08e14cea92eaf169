package io.robustmq.operator.app.act;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.robustmq.operator.app.observe.Desired;
import io.robustmq.operator.app.observe.Doors;
import io.robustmq.operator.app.observe.Parts;
import io.robustmq.operator.app.observe.Seen;
import io.robustmq.operator.app.servers.Servers;
import io.robustmq.operator.app.servers.Servers.Door;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.model.pods.StatefulSets;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.wanted.Role;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Does one action of a plan. Each can be done again without harm. */
public final class Actor {
    private final KubernetesClient client;

    public Actor(KubernetesClient client) {
        this.client = client;
    }

    /**
     * @param doors of the placement centre
     * @throws io.robustmq.operator.app.servers.ServersException if a server refuses or does not answer
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server does, also since somebody else was faster
     */
    public void act(Action action, Desired desired, Seen seen, Servers servers, List<Door> doors) {
        Names names = desired.names();
        switch (action) {
            case Action.CreateSet(Role role, int replicas) -> create(desired, role, replicas);
            case Action.WriteTemplate(Role role) ->
                set(names, role).edit(live -> withTemplate(live, wanted(desired, role)));
            case Action.SetReplicas(Role role, int replicas) ->
                set(names, role).edit(live -> new StatefulSetBuilder(live)
                        .editSpec()
                        .withReplicas(replicas)
                        .endSpec()
                        .build());
            case Action.DeletePod(Role role, int ordinal, String uid) ->
                seen.pod(Parts.pod(names, role, ordinal))
                        .filter(pod -> uid.equals(pod.getMetadata().getUid()))
                        .ifPresent(this::delete);
            case Action.RemoveMember(int ordinal) -> servers.removeMember(doors, ordinal);
            case Action.Evacuate(int ordinal) ->
                servers.evacuate(doors, Doors.hosts(seen, Part.JOURNAL, names), ordinal, true);
            case Action.StopEvacuation(int ordinal) ->
                servers.evacuate(doors, Doors.hosts(seen, Part.JOURNAL, names), ordinal, false);
            case Action.Drain(int ordinal) ->
                servers.drain(doors, Doors.hosts(seen, Part.BROKER, names), ordinal, true);
            case Action.StopDrain(int ordinal) ->
                servers.drain(doors, Doors.hosts(seen, Part.BROKER, names), ordinal, false);
            case Action.GrowClaim(Role role, int ordinal, long bytes) ->
                client.persistentVolumeClaims()
                        .inNamespace(names.namespace())
                        .withName(Parts.claim(names, role, ordinal))
                        .edit(claim -> {
                            claim.getSpec()
                                    .getResources()
                                    .getRequests()
                                    .put("storage", new Quantity(Long.toString(bytes)));
                            return claim;
                        });
            case Action.OrphanSet(Role role) ->
                set(names, role)
                        .withPropagationPolicy(DeletionPropagation.ORPHAN)
                        .delete();
            case Action.DeleteClaim(Role role, int ordinal) ->
                client.persistentVolumeClaims()
                        .inNamespace(names.namespace())
                        .withName(Parts.claim(names, role, ordinal))
                        .delete();
            case Action.RaiseMetadata _ -> {
                // The release is kept in the resource's status, which is written after this.
            }
        }
    }

    private static StatefulSet wanted(Desired desired, Role role) {
        return Objects.requireNonNull(desired.sets().get(role), () -> "the cluster has no " + role);
    }

    private void create(Desired desired, Role role, int replicas) {
        if (!desired.has(role)) {
            return; // Nothing is needed of it: it counts as made once the placement centre serves.
        }
        StatefulSet set = new StatefulSetBuilder(wanted(desired, role))
                .editSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
        client.resource(set).inNamespace(desired.names().namespace()).create();
    }

    /** All of a StatefulSet that can be changed and that we write, but for the number of its pods. */
    private static StatefulSet withTemplate(StatefulSet live, StatefulSet wanted) {
        Map<String, String> annotations =
                new TreeMap<>(Objects.requireNonNullElse(live.getMetadata().getAnnotations(), Map.of()));
        annotations.remove(StatefulSets.RELEASE);
        annotations.putAll(Objects.requireNonNullElse(wanted.getMetadata().getAnnotations(), Map.of()));
        return new StatefulSetBuilder(live)
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .editSpec()
                .withTemplate(wanted.getSpec().getTemplate())
                .withPersistentVolumeClaimRetentionPolicy(wanted.getSpec().getPersistentVolumeClaimRetentionPolicy())
                .endSpec()
                .build();
    }

    /** This very pod, and as it was seen: the API server refuses if it has changed since. */
    private void delete(Pod pod) {
        client.resource(pod)
                .lockResourceVersion(pod.getMetadata().getResourceVersion())
                .delete();
    }

    private RollableScalableResource<StatefulSet> set(Names names, Role role) {
        return client.apps().statefulSets().inNamespace(names.namespace()).withName(names.of(Parts.of(role)));
    }
}
