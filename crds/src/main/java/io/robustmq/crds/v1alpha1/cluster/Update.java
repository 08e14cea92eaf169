package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** How pods are restarted when their template or release changes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Update(
        @Default("\"RollingUpdate\"") UpdateStrategy strategy,

        @JsonPropertyDescription(
                "Brokers that get a new release first; the rest waits until the annotation robustmq.io/continue names it. 0: none")
        @Default("0")
        @Min(0)
        @Max(999)
        Integer canary,

        @JsonPropertyDescription("Role after which an upgrade waits for the annotation robustmq.io/continue")
        @Default("\"None\"")
        @Pattern("^(None|Placement|Journal)$")
        @Size(max = 16)
        String pauseAfter,

        @JsonPropertyDescription("Seconds after which a new pod that is not ready is told as stuck")
        @Default("600")
        @Min(10)
        @Max(86400)
        Integer podReadyTimeoutSeconds,

        @JsonPropertyDescription("Whether version may go down") @Default("false")
        Boolean allowDowngrade) {}
