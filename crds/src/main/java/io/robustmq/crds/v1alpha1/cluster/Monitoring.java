package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** What is made for Prometheus and Grafana. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Monitoring(
        @JsonPropertyDescription("A ServiceMonitor, where that kind is known") @Default("true")
        Boolean serviceMonitor,

        @JsonPropertyDescription("Grafana dashboards as ConfigMaps") @Default("false")
        Boolean dashboards,

        @JsonPropertyDescription("Seconds between two readings") @Default("30") @Min(5) @Max(3600)
        Integer intervalSeconds) {}
