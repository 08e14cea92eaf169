package io.robustmq.operator.app.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.status.RobustMQClusterStatus;
import java.util.List;
import java.util.Set;

/**
 * Wakes {@link Reconciliation} when a resource, or something that belongs to it, changes. The caches say that there is news, no more: what is
 * so is read anew.
 */
@ControllerConfiguration(name = ClusterReconciler.NAME)
public final class ClusterReconciler implements Reconciler<RobustMQCluster> {
    public static final String NAME = "robustmqcluster";

    private static final String CLUSTER = "app.kubernetes.io/instance";
    private static final String OURS = "app.kubernetes.io/name=robustmq," + CLUSTER;

    private final Reconciliation reconciliation;

    public ClusterReconciler(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    @Override
    public List<EventSource<?, RobustMQCluster>> prepareEventSources(EventSourceContext<RobustMQCluster> context) {
        return List.of(
                source(StatefulSet.class, context),
                source(Pod.class, context),
                source(PersistentVolumeClaim.class, context),
                source(ConfigMap.class, context),
                source(Secret.class, context),
                source(Service.class, context));
    }

    private static <R extends HasMetadata> EventSource<R, RobustMQCluster> source(
            Class<R> kind, EventSourceContext<RobustMQCluster> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, RobustMQCluster.class)
                        .withLabelSelector(OURS)
                        .withSecondaryToPrimaryMapper(object -> Set.of(new ResourceID(
                                object.getMetadata().getLabels().get(CLUSTER),
                                object.getMetadata().getNamespace())))
                        .build(),
                context);
    }

    @Override
    public UpdateControl<RobustMQCluster> reconcile(RobustMQCluster cluster, Context<RobustMQCluster> context) {
        if (cluster.getMetadata().getDeletionTimestamp() != null) {
            return UpdateControl.noUpdate(); // What belongs to it goes with it: its owner is gone.
        }
        Outcome outcome = reconciliation.look(cluster);
        UpdateControl<RobustMQCluster> control = outcome.status().equals(cluster.getStatus())
                ? UpdateControl.noUpdate()
                : UpdateControl.patchStatus(withStatus(cluster, outcome.status()));
        return control.rescheduleAfter(outcome.again());
    }

    /** All that is ours of the resource, and nothing else: written by server-side apply. */
    private static RobustMQCluster withStatus(RobustMQCluster cluster, RobustMQClusterStatus status) {
        RobustMQCluster ours = new RobustMQCluster();
        ours.setMetadata(new ObjectMetaBuilder()
                .withName(cluster.getMetadata().getName())
                .withNamespace(cluster.getMetadata().getNamespace())
                .build());
        ours.setStatus(status);
        return ours;
    }
}
