package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** What a listener with TLS asks of clients. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ListenerTls(
        @JsonPropertyDescription("Whether clients must show a certificate signed by the authority of tls")
        @Default("false")
        Boolean clientCertificates) {}
