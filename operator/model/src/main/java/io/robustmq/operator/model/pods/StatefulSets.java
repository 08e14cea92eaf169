package io.robustmq.operator.model.pods;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.crds.v1alpha1.role.RoleSpec;
import io.robustmq.crds.v1alpha1.role.StorageSpec;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import java.util.Map;
import java.util.TreeMap;

/**
 * The StatefulSet of a part as it is wanted in the end; how many pods it has meanwhile, and when its template is written, the
 * rollout decides.
 *
 * <p>Pods start all at once: members of a placement centre that was down as a whole need each other. Nothing restarts by itself
 * ({@code OnDelete}).
 */
public final class StatefulSets {

    /** The release its template is of; no part of the template. */
    public static final String RELEASE = Names.GROUP + "release";

    private StatefulSets() {}

    public static StatefulSet of(Part part, RobustMQClusterSpec spec, Names names) {
        RoleSpec role = role(part, spec);
        ObjectMeta meta = names.meta(names.of(part), part);
        if (spec.version() != null) {
            meta.setAnnotations(new TreeMap<>(Map.of(RELEASE, spec.version())));
        }
        return new StatefulSetBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withReplicas(role.replicas())
                .withServiceName(names.of(part))
                .withPodManagementPolicy("Parallel")
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withNewSelector()
                .withMatchLabels(names.selector(part))
                .endSelector()
                .withTemplate(template(part, spec, names))
                .withVolumeClaimTemplates(claim(part, role.storage(), names))
                .withNewPersistentVolumeClaimRetentionPolicy()
                .withWhenDeleted(role.storage().retain() ? "Retain" : "Delete")
                .withWhenScaled("Retain")
                .endPersistentVolumeClaimRetentionPolicy()
                .endSpec()
                .build();
    }

    static RoleSpec role(Part part, RobustMQClusterSpec spec) {
        return switch (part) {
            case PLACEMENT -> spec.placement();
            case JOURNAL -> spec.journal();
            case BROKER -> spec.broker();
        };
    }

    private static PodTemplateSpec template(Part part, RobustMQClusterSpec spec, Names names) {
        return PodTemplates.of(part, spec, names);
    }

    private static PersistentVolumeClaim claim(Part part, StorageSpec storage, Names names) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(PodTemplates.DATA)
                .withLabels(names.selector(part))
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storage.storageClassName())
                .withNewResources()
                .addToRequests("storage", new Quantity(storage.size()))
                .endResources()
                .endSpec()
                .build();
    }
}
