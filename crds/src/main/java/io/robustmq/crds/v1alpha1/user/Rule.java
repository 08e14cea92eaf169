package io.robustmq.crds.v1alpha1.user;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One access rule: what is allowed or denied on which topics. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Rule(
        @Default("\"allow\"") Permission permission,
        @Default("\"all\"") Action action,

        @JsonPropertyDescription("Topic filters; ${username} and ${clientid} stand for the client's own")
        @Required
        @Size(min = 1, max = 64)
        List<String> topics) {

    /** Whether it may. */
    public enum Permission {
        @JsonProperty("allow")
        ALLOW,
        @JsonProperty("deny")
        DENY
    }

    /** What it does. */
    public enum Action {
        @JsonProperty("all")
        ALL,
        @JsonProperty("publish")
        PUBLISH,
        @JsonProperty("subscribe")
        SUBSCRIBE
    }
}
