package io.robustmq.crds.v1alpha1.role;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How firmly pods of one role are kept on different nodes. */
public enum AntiAffinity {
    @JsonProperty("Disabled")
    DISABLED,
    @JsonProperty("Preferred")
    PREFERRED,
    @JsonProperty("Required")
    REQUIRED
}
