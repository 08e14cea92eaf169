package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Certificates of listeners, and of servers among themselves. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "(has(self.mode) && self.mode == 'Secret') == has(self.secretName)",
        message = "secretName is given with mode Secret, and only then")
@ValidationRule(
        value = "(has(self.mode) && self.mode == 'CertManager') == has(self.issuer)",
        message = "issuer is given with mode CertManager, and only then")
public record Tls(
        @Default("\"SelfSigned\"") TlsMode mode,

        @JsonPropertyDescription("Secret of type kubernetes.io/tls, with tls.crt, tls.key and ca.crt")
        @Nullable
        @Size(min = 1, max = 253)
        String secretName,

        @Nullable Issuer issuer,

        @JsonPropertyDescription("Further names in the certificate of the listeners") @Size(max = 32)
        List<String> dnsNames) {

    public Tls {
        dnsNames = Objects.requireNonNullElse(dnsNames, List.of());
    }

    /** An issuer of cert-manager. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Issuer(
            @Required @Size(min = 1, max = 253) String name,

            @Default("\"Issuer\"") @Pattern("^(Issuer|ClusterIssuer)$") @Size(max = 16)
            String kind) {}
}
