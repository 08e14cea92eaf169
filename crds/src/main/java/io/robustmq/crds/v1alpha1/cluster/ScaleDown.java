package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How pods are taken away. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ScaleDown(
        @JsonPropertyDescription("Seconds between two pods that go") @Default("0") @Min(0) @Max(86400)
        Integer pauseSeconds,

        @JsonPropertyDescription(
                "Whether the volumes of brokers that went are deleted, unless sessions are kept on them; those of placement and journal are, once their data is elsewhere")
        @Default("true")
        Boolean deleteVolumes) {}
