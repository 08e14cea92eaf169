package io.robustmq.operator.app.kubelet;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;

/**
 * A node of a real Kubernetes: it is there, says so as long as it lives, and has each pod of a namespace that has no node given to it, in place of
 * a scheduler, which would look at resources that processes do not have. Claims of the namespace get volumes that can grow.
 */
public final class JoinedNode implements AutoCloseable {
    private static final String MADE_BY = "robustmq.io/node";
    private static final Duration BEAT = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Set<String> provided = new HashSet<>();
    private Instant beaten = Instant.EPOCH;

    public JoinedNode(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    public void join() {
        client.resource(storageClass()).forceConflicts().serverSideApply();
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("kubernetes.io/hostname", name)
                        .endMetadata()
                        .build())
                .serverSideApply();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        client.nodes().withName(name).editStatus(node -> new NodeBuilder(node)
                .editOrNewStatus()
                .removeMatchingFromConditions(condition -> "Ready".equals(condition.getType()))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("Joined")
                .withMessage("pods are processes")
                .withLastHeartbeatTime(now)
                .withLastTransitionTime(now)
                .endCondition()
                .endStatus()
                .build());
    }

    /** For a kubelet, before each of its looks. */
    public void round() {
        if (beaten.plus(BEAT).isBefore(Instant.now())) {
            beat();
            beaten = Instant.now();
        }
        for (Pod pod : client.pods().inNamespace(namespace).list().getItems()) {
            if (pod.getSpec().getNodeName() == null && pod.getMetadata().getDeletionTimestamp() == null) {
                bind(pod);
            }
        }
        for (PersistentVolumeClaim claim :
                client.persistentVolumeClaims().inNamespace(namespace).list().getItems()) {
            if (claim.getSpec().getVolumeName() == null
                    && provided.add(claim.getMetadata().getUid())) {
                provide(claim);
            }
        }
    }

    /** The one of claims that name none. */
    private String storageClass() {
        return """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: %s, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
                provisioner: robustmq.io/processes
                allowVolumeExpansion: true
                """.formatted(name);
    }

    private void provide(PersistentVolumeClaim claim) {
        client.resource(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName("pv-" + claim.getMetadata().getUid())
                        .addToLabels(MADE_BY, name)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withCapacity(claim.getSpec().getResources().getRequests())
                        .withStorageClassName(claim.getSpec().getStorageClassName())
                        .withPersistentVolumeReclaimPolicy("Retain")
                        .withNewHostPath()
                        .withPath("/nowhere")
                        .endHostPath()
                        .withNewClaimRef()
                        .withName(claim.getMetadata().getName())
                        .withNamespace(namespace)
                        .withUid(claim.getMetadata().getUid())
                        .endClaimRef()
                        .endSpec()
                        .build())
                .serverSideApply();
    }

    private void beat() {
        client.resource("""
                        apiVersion: coordination.k8s.io/v1
                        kind: Lease
                        metadata: {name: %s, namespace: kube-node-lease}
                        spec: {holderIdentity: %s, leaseDurationSeconds: 40, renewTime: "%s"}
                        """.formatted(
                                name,
                                name,
                                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
                                        .withZone(ZoneOffset.UTC)
                                        .format(Instant.now())))
                .forceConflicts()
                .serverSideApply();
    }

    private void bind(Pod pod) {
        client.bindings()
                .inNamespace(namespace)
                .resource(new BindingBuilder()
                        .withNewMetadata()
                        .withName(pod.getMetadata().getName())
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewTarget()
                        .withApiVersion("v1")
                        .withKind("Node")
                        .withName(name)
                        .endTarget()
                        .build())
                .create();
    }

    @Override
    public void close() {
        client.nodes().withName(name).delete();
        client.persistentVolumes().withLabel(MADE_BY, name).delete();
        client.resource(storageClass()).delete();
    }
}
