package io.robustmq.crds.v1alpha1.user;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user and its rules. The password is in a Secret. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value =
                "has(self.username) == has(oldSelf.username) && (!has(self.username) || self.username == oldSelf.username)",
        message = "username cannot be changed")
public record RobustMQUserSpec(
        @JsonPropertyDescription("Name of the RobustMQCluster, in the same namespace")
        @PrinterColumn(name = "Cluster")
        @Required
        @Size(min = 1, max = 40)
        @ValidationRule(value = "self == oldSelf", message = "cluster cannot be changed")
        String cluster,

        @JsonPropertyDescription("Name the user gives when it connects; not set: the resource's name")
        @Size(min = 1, max = 256)
        @Nullable
        String username,

        @JsonPropertyDescription(
                "Secret whose key password is the password; not set: one is made, with the resource's name")
        @Size(min = 1, max = 253)
        @Nullable
        String secretName,

        @JsonPropertyDescription("True: no rule stops this user") @Default("false")
        Boolean superuser,

        @JsonPropertyDescription("Tried from the top; the first that speaks of the topic counts") @Size(max = 256)
        List<Rule> rules) {

    public RobustMQUserSpec {
        rules = Objects.requireNonNullElse(rules, List.of());
    }
}
