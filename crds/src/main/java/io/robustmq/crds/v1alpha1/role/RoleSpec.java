package io.robustmq.crds.v1alpha1.role;

import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the three roles have in common; each is a StatefulSet. */
public sealed interface RoleSpec permits PlacementSpec, JournalSpec, BrokerSpec {

    /** Pods that are wanted. */
    Integer replicas();

    /** CPU and memory of a server's container; Kubernetes' own form. */
    @Nullable
    ResourceRequirements resources();

    StorageSpec storage();

    PodSettings pod();

    AntiAffinity antiAffinity();

    Probes probes();

    /** Seconds from SIGTERM to SIGKILL. */
    Long terminationGracePeriodSeconds();

    DisruptionBudget pdb();

    /** Settings of this role's servers by their dotted names ({@code network.backlog}); they win over the cluster's {@code config}. */
    Map<String, String> config();
}
