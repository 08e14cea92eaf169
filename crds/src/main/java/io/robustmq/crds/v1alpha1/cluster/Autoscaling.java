package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Who changes replicas by load. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Autoscaling(@Nullable Broker broker) {

    /** The bounds and targets of a HorizontalPodAutoscaler of the brokers. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "self.min <= self.max", message = "min is at most max")
    public record Broker(
            @Default("2") @Min(1) @Max(999) Integer min,
            @Required @Min(1) @Max(999) Integer max,

            @JsonPropertyDescription("Percent of the CPU that is requested") @Nullable @Min(1) @Max(100)
            Integer targetCPU,

            @JsonPropertyDescription("Connections of one broker") @Nullable @Min(1) @Max(10000000)
            Integer targetConnectionsPerPod) {}
}
