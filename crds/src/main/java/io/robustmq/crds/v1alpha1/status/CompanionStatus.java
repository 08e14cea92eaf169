package io.robustmq.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether the placement centre has what a user or a topic rule says. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CompanionStatus(
        @JsonPropertyDescription("Generation of the spec that this speaks of") @Nullable
        Long observedGeneration,

        @Size(max = 16) List<Condition> conditions) {

    public CompanionStatus {
        conditions = Objects.requireNonNullElse(conditions, List.of());
    }
}
