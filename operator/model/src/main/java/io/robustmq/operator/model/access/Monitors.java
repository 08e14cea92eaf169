package io.robustmq.operator.model.access;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.robustmq.crds.v1alpha1.cluster.Monitoring;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ServiceMonitor of a part; applied only where Prometheus' operator has brought that kind. */
public final class Monitors {

    private Monitors() {}

    public static GenericKubernetesResource of(Part part, Monitoring monitoring, Names names) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("monitoring.coreos.com/v1")
                .withKind("ServiceMonitor")
                .withMetadata(names.meta(names.of(part), part))
                .addToAdditionalProperties(
                        "spec",
                        new TreeMap<>(Map.of(
                                "selector",
                                Map.of("matchLabels", names.selector(part)),
                                "endpoints",
                                List.of(new TreeMap<>(Map.of(
                                        "port",
                                        "management",
                                        "path",
                                        "/q/metrics",
                                        "interval",
                                        monitoring.intervalSeconds() + "s"))))))
                .build();
    }
}
