package io.robustmq.crds.v1alpha1.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The placement centre: an odd number of Raft members. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlacementSpec(
        @JsonPropertyDescription("Members of the placement centre: 1, 3, 5 or 7. Changed one vote at a time")
        @Default("3")
        @Min(1)
        @Max(7)
        @ValidationRule(value = "self in [1, 3, 5, 7]", message = "the placement centre has 1, 3, 5 or 7 members")
        Integer replicas,

        @JsonPropertyDescription("CPU and memory of the server's container") @Nullable
        ResourceRequirements resources,

        @Default("{\"size\": \"5Gi\"}") StorageSpec storage,

        @Default("{}") PodSettings pod,

        @JsonPropertyDescription(
                "Whether pods of this role are kept on different nodes: Required, Preferred, or Disabled")
        @Default("\"Preferred\"")
        AntiAffinity antiAffinity,

        @Default("{}") Probes probes,

        @JsonPropertyDescription("Seconds a pod has to stop in order") @Default("60") @Min(1) @Max(86400)
        Long terminationGracePeriodSeconds,

        @Default("{}") DisruptionBudget pdb,

        @JsonPropertyDescription(
                "Settings of this role's servers by their dotted names, as in network.backlog; they win over spec.config")
        @Size(max = 256)
        Map<String, String> config)
        implements RoleSpec {

    public PlacementSpec {
        config = Objects.requireNonNullElse(config, Map.of());
    }
}
