package io.robustmq.crds.v1alpha1.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How often, and for how long, a pod is asked how it is. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Probes(
        @JsonPropertyDescription("Seconds between two questions") @Default("5") @Min(1) @Max(300)
        Integer periodSeconds,

        @JsonPropertyDescription("Seconds an answer may take") @Default("3") @Min(1) @Max(60)
        Integer timeoutSeconds,

        @JsonPropertyDescription("Questions without a good answer after which it counts")
        @Default("3")
        @Min(1)
        @Max(100)
        Integer failureThreshold,

        @JsonPropertyDescription("Seconds a start may take before the pod is started anew")
        @Default("600")
        @Min(5)
        @Max(86400)
        Integer startupSeconds) {}
