package io.robustmq.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The pods of a role, counted. */
public record RoleStatus(
        @JsonPropertyDescription("Pods there are") int replicas,
        @JsonPropertyDescription("of these: ready") int ready,

        @JsonPropertyDescription("of these: of the newest template")
        int updated) {}
