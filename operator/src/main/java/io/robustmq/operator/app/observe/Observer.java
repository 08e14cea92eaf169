package io.robustmq.operator.app.observe;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.rollout.observe.BrokerView;
import io.robustmq.operator.rollout.observe.PodView;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.SetView;
import io.robustmq.operator.rollout.wanted.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what there is of a cluster from the API server itself, not from a cache: what one has written oneself is always seen.
 */
public final class Observer {
    private static final String REVISION = Names.GROUP + "revision";

    private final KubernetesClient client;

    public Observer(KubernetesClient client) {
        this.client = client;
    }

    public Seen see(Names names) {
        Map<Role, StatefulSet> sets = new EnumMap<>(Role.class);
        for (Part part : Part.values()) {
            StatefulSet set = client.apps()
                    .statefulSets()
                    .inNamespace(names.namespace())
                    .withName(names.of(part))
                    .get();
            if (set != null && set.getMetadata().getDeletionTimestamp() == null) {
                sets.put(Parts.role(part), set);
            }
        }
        List<Pod> pods = client.pods()
                .inNamespace(names.namespace())
                .withLabels(names.everything())
                .list()
                .getItems();
        List<PersistentVolumeClaim> claims = client.persistentVolumeClaims()
                .inNamespace(names.namespace())
                .withLabels(names.everything())
                .list()
                .getItems();
        return new Seen(sets, pods, claims);
    }

    /** One role of what was seen. */
    public static RoleView view(Seen seen, Role role, Names names, Duration patience, Instant now) {
        Part part = Parts.of(role);
        String name = names.of(part);
        List<PodView> pods = seen.pods().stream()
                .filter(pod -> Parts.ordinal(name, pod.getMetadata().getName()) >= 0)
                .map(pod -> new PodView(
                        Parts.ordinal(name, pod.getMetadata().getName()),
                        pod.getMetadata().getUid(),
                        revision(pod.getMetadata().getAnnotations()),
                        PodStates.of(pod, part.word(), patience, now)))
                .toList();
        Map<Integer, Long> claims = new HashMap<>();
        for (PersistentVolumeClaim claim : seen.claims()) {
            int ordinal = Parts.ordinal("data-" + name, claim.getMetadata().getName());
            if (ordinal >= 0 && claim.getMetadata().getDeletionTimestamp() == null) {
                claims.put(ordinal, storage(claim));
            }
        }
        return new RoleView(set(seen.sets().get(role)), pods, claims);
    }

    /** A broker that sends its clients away says that it is not ready, because it was asked to: it is as it should be. */
    public static RoleView withDrained(RoleView view, BrokerView brokers) {
        List<PodView> pods = view.pods().stream()
                .map(pod -> switch (brokers.drains().get(pod.ordinal())) {
                    case BrokerView.Drain.Draining _, BrokerView.Drain.Drained _
                    when isUp(pod) -> new PodView(pod.ordinal(), pod.uid(), pod.revision(), PodView.State.READY);
                    case null, default -> pod;
                })
                .toList();
        return new RoleView(view.set(), pods, view.claims());
    }

    private static boolean isUp(PodView pod) {
        return switch (pod.state()) {
            case STARTING, READY, STUCK -> true;
            case REMOVED, TERMINATING -> false;
        };
    }

    private static @Nullable SetView set(@Nullable StatefulSet set) {
        return set == null
                ? null
                : new SetView(
                        Objects.requireNonNullElse(set.getSpec().getReplicas(), 1), revision(set), volumeBytes(set));
    }

    /** What the template of a StatefulSet says, as a hash. */
    public static String revision(StatefulSet set) {
        return revision(set.getSpec().getTemplate().getMetadata().getAnnotations());
    }

    /** Size in the claim template. */
    public static long volumeBytes(StatefulSet set) {
        return storage(set.getSpec().getVolumeClaimTemplates().getFirst());
    }

    private static String revision(@Nullable Map<String, String> annotations) {
        return annotations == null ? "" : annotations.getOrDefault(REVISION, "");
    }

    private static long storage(PersistentVolumeClaim claim) {
        Quantity asked = claim.getSpec().getResources().getRequests().get("storage");
        return asked == null ? 0 : asked.getNumericalAmount().longValue();
    }
}
