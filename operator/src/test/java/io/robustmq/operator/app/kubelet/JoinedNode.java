package io.robustmq.operator.app.kubelet;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * A node of a real Kubernetes: it is there, says so as long as it lives, and has each pod of a namespace that has no node given to it. In place of
 * a scheduler, which would look at resources that processes do not have.
 */
public final class JoinedNode implements AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private Instant beaten = Instant.EPOCH;

    public JoinedNode(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    public void join() {
        Node node = client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("kubernetes.io/hostname", name)
                        .endMetadata()
                        .build())
                .serverSideApply();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        client.resource(new NodeBuilder(node)
                        .editOrNewStatus()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .withReason("Joined")
                        .withMessage("pods are processes")
                        .withLastHeartbeatTime(now)
                        .withLastTransitionTime(now)
                        .endCondition()
                        .endStatus()
                        .build())
                .updateStatus();
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
                        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC).format(Instant.now())))
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
    }
}
