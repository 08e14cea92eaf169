package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.robustmq.crds.v1alpha1.role.BrokerSpec;
import io.robustmq.crds.v1alpha1.role.JournalSpec;
import io.robustmq.crds.v1alpha1.role.PlacementSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is wanted of a cluster. Everything but {@code version} (or {@code image}) has a default. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "has(self.version) || has(self.image)", message = "either version or image is given")
@ValidationRule(
        value = "self.tls.mode != 'Disabled' || self.listeners.all(l, !(l.protocol in ['mqtts', 'wss']))",
        message = "listeners mqtts and wss need tls.mode other than Disabled")
public record RobustMQClusterSpec(
        @JsonPropertyDescription("Release of RobustMQ. Upgraded to the next minor release by changing it")
        @PrinterColumn(name = "Version")
        @Size(min = 5, max = 64)
        @Pattern("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$")
        @Nullable
        String version,

        @JsonPropertyDescription(
                "Repository of the images; the role's name is added as in IMAGE-broker:VERSION, unless it has a tag or digest")
        @Size(min = 1, max = 512)
        @Nullable
        String image,

        @JsonPropertyDescription("When images are fetched") @Default("\"IfNotPresent\"")
        PullPolicy imagePullPolicy,

        @Size(max = 16) List<LocalObjectReference> imagePullSecrets,

        @JsonPropertyDescription("True: the operator changes nothing, and goes on telling the status") @Default("false")
        Boolean paused,

        @Default("{}") PlacementSpec placement,
        @Default("{}") JournalSpec journal,
        @Default("{}") BrokerSpec broker,

        @JsonPropertyDescription("What clients connect to; at most one of each protocol")
        @Default("[{\"name\": \"mqtt\", \"protocol\": \"mqtt\", \"port\": 1883},"
                + " {\"name\": \"mqtts\", \"protocol\": \"mqtts\", \"port\": 8883}]")
        @Size(min = 1, max = 8)
        @ValidationRule(
                value = "self.all(l, self.exists_one(m, m.port == l.port))",
                message = "each listener has a port of its own")
        @ValidationRule(
                value = "self.all(l, self.exists_one(m, m.protocol == l.protocol))",
                message = "there is one listener of each protocol")
        List<Listener> listeners,

        @Default("{}") StorageAdapter storageAdapter,
        @Default("{}") Tls tls,
        @Default("{}") Auth auth,

        @JsonPropertyDescription("Settings of all servers by their dotted names, as in log.level") @Size(max = 256)
        Map<String, String> config,

        @Default("{}") NetworkPolicySettings networkPolicy,
        @Default("{}") Monitoring monitoring,
        @Default("{}") Update update,
        @Default("{}") ScaleDown scaleDown,
        @Default("{}") Autoscaling autoscaling,

        @JsonPropertyDescription("Backups of the placement centre's state; not set: none") @Nullable
        Backup backup) {

    public RobustMQClusterSpec {
        imagePullSecrets = Objects.requireNonNullElse(imagePullSecrets, List.of());
        listeners = Objects.requireNonNullElse(listeners, List.of());
        config = Objects.requireNonNullElse(config, Map.of());
    }
}
