package io.robustmq.crds.v1alpha1.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The brokers: what clients connect to. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BrokerSpec(
        @JsonPropertyDescription("Brokers; also set by kubectl scale") @SpecReplicas @Default("2") @Min(0) @Max(999)
        Integer replicas,

        @JsonPropertyDescription("CPU and memory of the server's container") @Nullable
        ResourceRequirements resources,

        @Default("{\"size\": \"1Gi\"}") StorageSpec storage,

        @Default("{}") PodSettings pod,

        @JsonPropertyDescription(
                "Whether pods of this role are kept on different nodes: Required, Preferred, or Disabled")
        @Default("\"Preferred\"")
        AntiAffinity antiAffinity,

        @Default("{}") Probes probes,

        @JsonPropertyDescription("Seconds a pod has to stop in order") @Default("120") @Min(1) @Max(86400)
        Long terminationGracePeriodSeconds,

        @Default("{}") DisruptionBudget pdb,

        @JsonPropertyDescription(
                "Settings of this role's servers by their dotted names, as in network.backlog; they win over spec.config")
        @Size(max = 256)
        Map<String, String> config,

        @Default("{}") Evacuation evacuation)
        implements RoleSpec {

    public BrokerSpec {
        config = Objects.requireNonNullElse(config, Map.of());
    }
}
