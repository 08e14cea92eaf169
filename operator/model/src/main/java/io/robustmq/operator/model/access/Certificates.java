package io.robustmq.operator.model.access;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.robustmq.crds.v1alpha1.cluster.Tls;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What cert-manager is asked for: the listeners' certificate, where its mode is {@code CertManager}. */
public final class Certificates {

    private Certificates() {}

    public static GenericKubernetesResource of(Tls tls, Tls.Issuer issuer, Names names) {
        List<String> dnsNames = new ArrayList<>(names.clientNames());
        dnsNames.addAll(tls.dnsNames());
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("cert-manager.io/v1")
                .withKind("Certificate")
                .withMetadata(names.meta(names.tlsSecret(), Part.BROKER))
                .addToAdditionalProperties(
                        "spec",
                        new TreeMap<>(Map.of(
                                "secretName",
                                names.tlsSecret(),
                                "dnsNames",
                                dnsNames,
                                "usages",
                                List.of("server auth"),
                                "privateKey",
                                new TreeMap<>(Map.of("algorithm", "ECDSA", "size", 256, "rotationPolicy", "Always")),
                                "issuerRef",
                                new TreeMap<>(Map.of(
                                        "group", "cert-manager.io", "kind", issuer.kind(), "name", issuer.name())))))
                .build();
    }
}
