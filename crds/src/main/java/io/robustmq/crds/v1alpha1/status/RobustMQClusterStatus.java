package io.robustmq.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the operator has seen of a cluster, and what it makes of it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RobustMQClusterStatus(
        @JsonPropertyDescription("Generation of the spec that this speaks of") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("In one word: Ready, Progressing, Refused, Stuck or Paused")
        @PrinterColumn(name = "Phase")
        @Size(max = 32)
        @Nullable
        String phase,

        @JsonPropertyDescription(
                "Ready, Progressing, Refused, Paused; a refusal says what was asked, why not, and what to do")
        @Size(max = 16)
        List<Condition> conditions,

        @JsonPropertyDescription("Release that all pods run") @Size(max = 64) @Nullable
        String version,

        @Nullable RoleStatus placement,
        @Nullable RoleStatus journal,
        @Nullable BrokerStatus broker,

        @JsonPropertyDescription("Label selector of the brokers, for autoscalers")
        @LabelSelector
        @Size(max = 512)
        @Nullable
        String selector,

        @JsonPropertyDescription("What the operator is about to do or waits for")
        @PrinterColumn(name = "Doing", priority = 1)
        @Size(max = 512)
        @Nullable
        String doing) {

    public RobustMQClusterStatus {
        conditions = Objects.requireNonNullElse(conditions, List.of());
    }
}
