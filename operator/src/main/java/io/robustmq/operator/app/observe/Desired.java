package io.robustmq.operator.app.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.cluster.AdapterType;
import io.robustmq.crds.v1alpha1.cluster.Update;
import io.robustmq.crds.v1alpha1.cluster.UpdateStrategy;
import io.robustmq.operator.model.Rendering;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.rollout.wanted.Release;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import io.robustmq.operator.rollout.wanted.WantedRole;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a resource asks for: objects, and as the rollout has it.
 *
 * @param passive what is applied as it is
 * @param sets what the rollout makes, in the end
 */
public record Desired(Names names, List<HasMetadata> passive, Map<Role, StatefulSet> sets, Wanted wanted) {

    /** Of a release that nobody has named: nothing is compared with it. */
    public static final Release UNNAMED = new Release(0, 0, 0);

    /** Lets an upgrade go on where it waits, and names its release. */
    private static final String CONTINUE = Names.GROUP + "continue";

    /** {@code robustmq.io/force-broker-3}. */
    private static final String FORCE = Names.GROUP + "force-";

    /** A part that a cluster does not have. */
    private static final WantedRole NONE = new WantedRole(0, "none", 0);

    public Desired {
        passive = List.copyOf(passive);
        sets = Map.copyOf(sets);
    }

    public static Desired of(RobustMQCluster cluster) {
        Map<Role, StatefulSet> sets = new EnumMap<>(Role.class);
        List<HasMetadata> objects = Rendering.of(cluster);
        Names names = Names.of(cluster);
        for (HasMetadata object : objects) {
            if (object instanceof StatefulSet set) {
                for (Part part : Part.values()) {
                    if (set.getMetadata().getName().equals(names.of(part))) {
                        sets.put(Parts.role(part), set);
                    }
                }
            }
        }
        List<HasMetadata> passive = objects.stream()
                .filter(object -> !(object instanceof StatefulSet))
                .toList();
        return new Desired(names, passive, sets, wanted(cluster, sets));
    }

    /** Whether the cluster has this part at all. */
    public boolean has(Role role) {
        return sets.containsKey(role);
    }

    private static Wanted wanted(RobustMQCluster cluster, Map<Role, StatefulSet> sets) {
        Map<Role, WantedRole> roles = new EnumMap<>(Role.class);
        for (Role role : Role.IN_ORDER) {
            StatefulSet set = sets.get(role);
            roles.put(
                    role,
                    set == null
                            ? NONE
                            : new WantedRole(
                                    set.getSpec().getReplicas(), Observer.revision(set), Observer.volumeBytes(set)));
        }
        var spec = cluster.getSpec();
        Map<String, String> annotations =
                Objects.requireNonNullElse(cluster.getMetadata().getAnnotations(), Map.of());
        return new Wanted(
                spec.paused(),
                roles,
                release(spec.version()),
                sets.containsKey(Role.JOURNAL) ? spec.journal().replicationFactor() : 0,
                update(spec.update(), annotations.get(CONTINUE)),
                spec.scaleDown().deleteVolumes()
                        && !keepsSessions(spec.storageAdapter().type()),
                forced(annotations.keySet()));
    }

    /** Whether sessions lie on the broker's volume, those of clients that are away too: they are nowhere else. */
    private static boolean keepsSessions(AdapterType type) {
        return switch (type) {
            case LOCAL, ROCKSDB -> true;
            case JOURNAL, MYSQL, S3, MEMORY -> false;
        };
    }

    private static Wanted.Update update(Update update, @Nullable String goOnWith) {
        return new Wanted.Update(
                update.strategy() == UpdateStrategy.ROLLING_UPDATE,
                update.canary(),
                Wanted.PauseAfter.valueOf(update.pauseAfter().toUpperCase(Locale.ROOT)),
                goOnWith == null || !goOnWith.matches("[0-9]+\\.[0-9]+\\.[0-9]+(-.*)?") ? null : Release.of(goOnWith),
                update.allowDowngrade());
    }

    public static Release release(@Nullable String version) {
        return version == null ? UNNAMED : Release.of(version);
    }

    private static Set<Wanted.PodId> forced(Set<String> annotations) {
        Set<Wanted.PodId> pods = new HashSet<>();
        for (String annotation : annotations) {
            for (Role role : Role.IN_ORDER) {
                String name = FORCE + Parts.of(role).word();
                int ordinal = Parts.ordinal(name, annotation);
                if (ordinal >= 0) {
                    pods.add(new Wanted.PodId(role, ordinal));
                }
            }
        }
        return pods;
    }
}
