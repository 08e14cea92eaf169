package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A port clients connect to, and the Service before it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Listener(
        @JsonPropertyDescription("Name of the listener, and of its port in the Service")
        @Required
        @Size(min = 1, max = 15)
        @Pattern("^[a-z]([a-z0-9-]*[a-z0-9])?$")
        String name,

        @Required Protocol protocol,

        @JsonPropertyDescription("Port of the Service") @Required @Min(1) @Max(65535)
        Integer port,

        @JsonPropertyDescription("How it is reached: listeners of one type share a Service") @Default("\"ClusterIP\"")
        ServiceType type,

        @JsonPropertyDescription("Annotations of the Service, as clouds want them for their balancers") @Size(max = 64)
        Map<String, String> annotations,

        @JsonPropertyDescription("For mqtts and wss: whether clients show certificates") @Nullable
        ListenerTls tls) {

    public Listener {
        annotations = Objects.requireNonNullElse(annotations, Map.of());
    }
}
