package io.robustmq.operator.model;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.crds.v1alpha1.cluster.Tls;
import io.robustmq.crds.v1alpha1.role.DisruptionBudget;
import io.robustmq.operator.model.access.Budgets;
import io.robustmq.operator.model.access.Certificates;
import io.robustmq.operator.model.access.Monitors;
import io.robustmq.operator.model.access.Policies;
import io.robustmq.operator.model.access.Services;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.model.pods.StatefulSets;
import io.robustmq.operator.model.settings.BrokerFile;
import io.robustmq.operator.model.settings.JournalFile;
import io.robustmq.operator.model.settings.PlacementFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that a {@code RobustMQCluster} is in Kubernetes, as it is wanted in the end. A function: the same resource gives the same objects, to the
 * byte, so that what is written again changes nothing.
 *
 * <p>Not here: what is drawn by lot or signed (Secrets with passwords and certificates), which the operator makes once and keeps.
 */
public final class Rendering {

    private Rendering() {}

    /** @param cluster as the API server has it: with all defaults, and in a namespace */
    public static List<HasMetadata> of(RobustMQCluster cluster) {
        RobustMQClusterSpec spec = cluster.getSpec();
        Names names = Names.of(cluster);
        List<HasMetadata> objects = new ArrayList<>();
        for (Part part : Part.of(spec)) {
            objects.add(Services.headless(part, names));
            objects.add(settings(part, spec, names));
            Budgets.of(part, budget(part, spec), names).ifPresent(objects::add);
            if (spec.networkPolicy().enabled()) {
                objects.add(Policies.of(part, spec, names));
            }
            if (spec.monitoring().serviceMonitor()) {
                objects.add(Monitors.of(part, spec.monitoring(), names));
            }
            objects.add(StatefulSets.of(part, spec, names));
        }
        objects.addAll(Services.clients(spec, names));
        Tls.Issuer issuer = spec.tls().issuer();
        if (issuer != null) {
            objects.add(Certificates.of(spec.tls(), issuer, names));
        }
        return objects;
    }

    private static DisruptionBudget budget(Part part, RobustMQClusterSpec spec) {
        return switch (part) {
            case PLACEMENT -> spec.placement().pdb();
            case JOURNAL -> spec.journal().pdb();
            case BROKER -> spec.broker().pdb();
        };
    }

    private static ConfigMap settings(Part part, RobustMQClusterSpec spec, Names names) {
        Map<String, String> file =
                switch (part) {
                    case PLACEMENT -> Map.of(PlacementFile.NAME, PlacementFile.text(spec, names));
                    case JOURNAL -> Map.of(JournalFile.NAME, JournalFile.text(spec, names));
                    case BROKER -> Map.of(BrokerFile.NAME, BrokerFile.text(spec, names));
                };
        return new ConfigMapBuilder()
                .withMetadata(names.meta(names.of(part), part))
                .withData(file)
                .build();
    }
}
