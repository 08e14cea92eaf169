package io.robustmq.crds.v1alpha1.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can be added to a role's pods; each in Kubernetes' own form.
 *
 * <p>Affinity, security context, environment, volumes and sidecars are open objects in the schema: Kubernetes checks them when the
 * StatefulSet is written, and the schema stays small.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodSettings(
        @JsonPropertyDescription("Labels added to the pods; those of the operator win") @Size(max = 64)
        Map<String, String> labels,

        @JsonPropertyDescription("Annotations added to the pods") @Size(max = 64)
        Map<String, String> annotations,

        @JsonPropertyDescription("Affinity; replaces what antiAffinity would make") @Nullable
        Affinity affinity,

        @Size(max = 64) Map<String, String> nodeSelector,
        @Size(max = 64) List<Toleration> tolerations,
        @Size(max = 16) List<TopologySpreadConstraint> topologySpreadConstraints,

        @Nullable @Size(min = 1, max = 253) String priorityClassName,

        @Nullable @Size(min = 1, max = 253) String serviceAccountName,

        @JsonPropertyDescription("Security context of the pods; replaces the operator's restricted one") @Nullable
        PodSecurityContext securityContext,

        @JsonPropertyDescription("Environment of the server's container") @Size(max = 128)
        List<EnvVar> env,

        @Size(max = 64) List<Volume> volumes,
        @Size(max = 64) List<VolumeMount> volumeMounts,

        @JsonPropertyDescription("Containers beside the server's") @Size(max = 16)
        List<Container> sidecars) {

    public PodSettings {
        labels = Objects.requireNonNullElse(labels, Map.of());
        annotations = Objects.requireNonNullElse(annotations, Map.of());
        nodeSelector = Objects.requireNonNullElse(nodeSelector, Map.of());
        tolerations = Objects.requireNonNullElse(tolerations, List.of());
        topologySpreadConstraints = Objects.requireNonNullElse(topologySpreadConstraints, List.of());
        env = Objects.requireNonNullElse(env, List.of());
        volumes = Objects.requireNonNullElse(volumes, List.of());
        volumeMounts = Objects.requireNonNullElse(volumeMounts, List.of());
        sidecars = Objects.requireNonNullElse(sidecars, List.of());
    }
}
