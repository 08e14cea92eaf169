package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where certificates come from. */
public enum TlsMode {
    @JsonProperty("Disabled")
    DISABLED,
    @JsonProperty("SelfSigned")
    SELF_SIGNED,
    @JsonProperty("Secret")
    SECRET,
    @JsonProperty("CertManager")
    CERT_MANAGER
}
