package io.robustmq.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;

/** The brokers, counted; {@code replicas} is what the scale subresource tells. */
public record BrokerStatus(
        @JsonPropertyDescription("Pods there are") @StatusReplicas
        int replicas,

        @JsonPropertyDescription("of these: ready") @PrinterColumn(name = "Brokers ready")
        int ready,

        @JsonPropertyDescription("of these: of the newest template")
        int updated) {}
