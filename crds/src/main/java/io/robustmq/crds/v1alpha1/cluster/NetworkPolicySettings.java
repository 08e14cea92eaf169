package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import java.util.Objects;

/** Who may reach the pods. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NetworkPolicySettings(
        @JsonPropertyDescription("Whether NetworkPolicies keep what is not a listener to the cluster itself")
        @Default("false")
        Boolean enabled,

        @JsonPropertyDescription("Labels of the namespaces that may read health and metrics; none: all namespaces")
        @Size(max = 16)
        Map<String, String> monitoringNamespaceLabels) {

    public NetworkPolicySettings {
        monitoringNamespaceLabels = Objects.requireNonNullElse(monitoringNamespaceLabels, Map.of());
    }
}
