package io.robustmq.crds.v1alpha1.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** How a broker is emptied before it stops. */
@ValidationRule(
        value =
                "!has(self.timeoutSeconds) || !has(self.waitTakeoverSeconds) || self.timeoutSeconds >= self.waitTakeoverSeconds",
        message = "timeoutSeconds covers waitTakeoverSeconds")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Evacuation(
        @JsonPropertyDescription("Clients asked to go elsewhere, each second") @Default("500") @Min(1) @Max(1000000)
        Integer connectionsPerSecond,

        @JsonPropertyDescription("Sessions of clients that are away handed over, each second")
        @Default("500")
        @Min(1)
        @Max(1000000)
        Integer sessionsPerSecond,

        @JsonPropertyDescription("Seconds a client has to come back elsewhere before its session is handed over")
        @Default("10")
        @Min(0)
        @Max(3600)
        Integer waitTakeoverSeconds,

        @JsonPropertyDescription("Seconds after which a broker that is not empty is told as stuck")
        @Default("600")
        @Min(1)
        @Max(86400)
        Integer timeoutSeconds) {}
