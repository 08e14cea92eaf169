package io.robustmq.crds.v1alpha1.topicrule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What holds for the topics of one filter. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "self.durable || !has(self.retention)", message = "retention is for durable topics")
public record RobustMQTopicRuleSpec(
        @JsonPropertyDescription("Name of the RobustMQCluster, in the same namespace")
        @PrinterColumn(name = "Cluster")
        @Required
        @Size(min = 1, max = 40)
        @ValidationRule(value = "self == oldSelf", message = "cluster cannot be changed")
        String cluster,

        @JsonPropertyDescription("The topics: an MQTT topic filter")
        @PrinterColumn(name = "Filter")
        @Required
        @Size(min = 1, max = 1024)
        @ValidationRule(
                value = "!self.startsWith('$share/')",
                message = "a filter of topics, not of a shared subscription")
        @ValidationRule(
                value =
                        "!self.contains('#') || self == '#' || (self.endsWith('/#') && self.indexOf('#') == self.size() - 1)",
                message = "# stands at the end, alone or behind a slash")
        String filter,

        @JsonPropertyDescription("Whether messages are kept although no session waits for them") @Default("false")
        Boolean durable,

        @JsonPropertyDescription("How long and how much is kept; not set: as the cluster is configured") @Nullable
        Retention retention,

        @JsonPropertyDescription("How the topic's name is changed on its way in") @Nullable
        Rewrite rewrite) {

    /** Limits of what is kept. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "has(self.seconds) || has(self.bytes)", message = "seconds, bytes, or both")
    public record Retention(
            @Nullable @Min(1) @Max(315360000) Long seconds,
            @Nullable @Min(1048576) Long bytes) {}

    /** A regular expression over the topic's name, and what takes its place. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Rewrite(
            @Required @Size(min = 1, max = 1024) String pattern,
            @Required @Size(min = 1, max = 1024) String replacement) {}
}
