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

/** The journal nodes: where messages and sessions are kept. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!has(self.replicas) || !has(self.replicationFactor) || self.replicas >= self.replicationFactor",
        message = "there are at least as many journal nodes as copies (replicationFactor)")
public record JournalSpec(
        @JsonPropertyDescription("Journal nodes, at least replicationFactor") @Default("3") @Min(1) @Max(99)
        Integer replicas,

        @JsonPropertyDescription("CPU and memory of the server's container") @Nullable
        ResourceRequirements resources,

        @Default("{\"size\": \"20Gi\"}") StorageSpec storage,

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

        @JsonPropertyDescription("Copies of each record: 1 or 3. Fixed when the cluster is made")
        @Default("3")
        @Min(1)
        @Max(3)
        @ValidationRule(value = "self in [1, 3]", message = "a record has 1 or 3 copies")
        @ValidationRule(value = "self == oldSelf", message = "replicationFactor cannot be changed")
        Integer replicationFactor)
        implements RoleSpec {

    public JournalSpec {
        config = Objects.requireNonNullElse(config, Map.of());
    }
}
