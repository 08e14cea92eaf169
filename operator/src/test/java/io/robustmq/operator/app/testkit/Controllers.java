package io.robustmq.operator.app.testkit;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The controller of StatefulSets, and kubelets on which every pod is ready at once, unless it is said to be broken. Moves when told to. */
public final class Controllers {
    private static final int GONE = 404;
    private static final int CHANGED = 409;

    private final KubernetesClient client;
    private final List<String> made = new ArrayList<>();
    private Predicate<Pod> broken = pod -> false;

    public Controllers(KubernetesClient client) {
        this.client = client;
    }

    /** Pods that never become ready from now on. */
    public void breakPods(Predicate<Pod> which) {
        broken = which;
    }

    /** Names of the pods that were made so far, in their order. */
    public List<String> made() {
        return List.copyOf(made);
    }

    /** One round. What somebody else deletes or changes meanwhile is left to the next. */
    public void move() {
        try {
            round();
        } catch (KubernetesClientException e) {
            if (e.getCode() != GONE && e.getCode() != CHANGED) {
                throw e;
            }
        }
    }

    private void round() {
        for (StatefulSet set : client.apps()
                .statefulSets()
                .inNamespace(ApiServer.NAMESPACE)
                .list()
                .getItems()) {
            int replicas = set.getSpec().getReplicas();
            for (int ordinal = 0; ordinal < replicas; ordinal++) {
                claim(set, ordinal);
                pod(set, ordinal);
            }
            client
                    .pods()
                    .inNamespace(ApiServer.NAMESPACE)
                    .withLabels(set.getSpec().getSelector().getMatchLabels())
                    .list()
                    .getItems()
                    .stream()
                    .filter(pod -> ordinal(set, pod) >= replicas)
                    .forEach(pod -> client.resource(pod).delete());
        }
    }

    private static int ordinal(StatefulSet set, Pod pod) {
        return Integer.parseInt(pod.getMetadata()
                .getName()
                .substring(set.getMetadata().getName().length() + 1));
    }

    private void claim(StatefulSet set, int ordinal) {
        String name = "data-" + set.getMetadata().getName() + "-" + ordinal;
        var claims = client.persistentVolumeClaims().inNamespace(ApiServer.NAMESPACE);
        if (claims.withName(name).get() == null) {
            PersistentVolumeClaim template =
                    set.getSpec().getVolumeClaimTemplates().getFirst();
            client.resource(new PersistentVolumeClaimBuilder(template)
                            .editMetadata()
                            .withName(name)
                            .withNamespace(ApiServer.NAMESPACE)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    private void pod(StatefulSet set, int ordinal) {
        String name = set.getMetadata().getName() + "-" + ordinal;
        Pod there =
                client.pods().inNamespace(ApiServer.NAMESPACE).withName(name).get();
        if (there == null) {
            var template = set.getSpec().getTemplate();
            Pod pod = new PodBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(ApiServer.NAMESPACE)
                    .withLabels(new TreeMap<>(template.getMetadata().getLabels()))
                    .withAnnotations(new TreeMap<>(template.getMetadata().getAnnotations()))
                    .endMetadata()
                    .withSpec(template.getSpec())
                    .build();
            there = client.resource(pod).create();
            made.add(name);
        }
        String ready = broken.test(there) ? "False" : "True";
        there.setStatus(new PodStatusBuilder()
                .withPhase("Running")
                .withPodIP("127.0.0.1")
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .withLastTransitionTime(there.getMetadata().getCreationTimestamp())
                .endCondition()
                .build());
        client.pods().inNamespace(ApiServer.NAMESPACE).resource(there).updateStatus();
    }
}
