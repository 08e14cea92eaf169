package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Who may connect. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Auth(
        @JsonPropertyDescription(
                "Secret with username and password of the administrator; not set: one is made, NAME-admin")
        @Nullable
        @Size(min = 1, max = 253)
        String adminSecretName,

        @JsonPropertyDescription("Whether clients without a user name may connect") @Default("false")
        Boolean allowAnonymous) {}
