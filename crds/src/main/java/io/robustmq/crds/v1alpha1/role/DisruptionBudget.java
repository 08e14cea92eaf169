package io.robustmq.crds.v1alpha1.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How many pods of a role may be away when nodes are drained. Neither number given: one. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!(has(self.minAvailable) && has(self.maxUnavailable))",
        message = "either minAvailable or maxUnavailable, not both")
public record DisruptionBudget(
        @JsonPropertyDescription("Whether there is a PodDisruptionBudget") @Default("true")
        Boolean enabled,

        @Nullable @Min(0) @Max(999) Integer minAvailable,

        @Nullable @Min(0) @Max(999) Integer maxUnavailable) {}
