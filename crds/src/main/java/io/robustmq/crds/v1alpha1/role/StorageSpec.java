package io.robustmq.crds.v1alpha1.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The volume of each pod of a role. It can grow while in use, and never shrinks. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.storageClassName) == has(oldSelf.storageClassName)"
                + " && (!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName)",
        message = "storageClassName cannot be changed")
public record StorageSpec(
        @JsonPropertyDescription("Size of each pod's volume, as a Kubernetes quantity. It can grow, and never shrinks")
        @Required
        @Size(min = 1, max = 32)
        @Pattern("^[0-9]+(\\.[0-9]+)?(k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$")
        @ValidationRule(
                value = "quantity(self).compareTo(quantity(oldSelf)) >= 0",
                message = "a volume can grow, and never shrinks")
        String size,

        @JsonPropertyDescription("Class of the volumes; not set: the cluster's default class")
        @Size(min = 1, max = 253)
        @Nullable
        String storageClassName,

        @JsonPropertyDescription("Whether volumes stay when the cluster is deleted") @Default("true")
        Boolean retain) {}
