package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who restarts pods whose template has changed. */
public enum UpdateStrategy {
    @JsonProperty("RollingUpdate")
    ROLLING_UPDATE,
    @JsonProperty("OnDelete")
    ON_DELETE
}
