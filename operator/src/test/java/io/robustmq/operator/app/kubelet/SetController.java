package io.robustmq.operator.app.kubelet;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.TreeMap;

/** The controller of StatefulSets for an API server that has none; gives all pods to one node. */
final class SetController {
    private final KubernetesClient client;
    private final String namespace;
    private final Kubelet kubelet;

    SetController(KubernetesClient client, String namespace, Kubelet kubelet) {
        this.client = client;
        this.namespace = namespace;
        this.kubelet = kubelet;
    }

    void round() {
        client.apps().statefulSets().inNamespace(namespace).list().getItems().forEach(this::control);
    }

    private void control(StatefulSet set) {
        String name = set.getMetadata().getName();
        int replicas = set.getSpec().getReplicas();
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            String pod = name + "-" + ordinal;
            claim(set, "data-" + pod);
            // Its successor begins when the process of the one that was deleted has ended.
            if (!kubelet.runs(pod)
                    && client.pods().inNamespace(namespace).withName(pod).get() == null) {
                create(set, pod, ordinal);
            }
        }
        client
                .pods()
                .inNamespace(namespace)
                .withLabels(set.getSpec().getSelector().getMatchLabels())
                .list()
                .getItems()
                .stream()
                .filter(pod -> Integer.parseInt(pod.getMetadata().getName().substring(name.length() + 1)) >= replicas)
                .forEach(pod -> client.resource(pod).delete());
    }

    private void claim(StatefulSet set, String name) {
        if (client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName(name)
                        .get()
                == null) {
            client.resource(new PersistentVolumeClaimBuilder(
                                    set.getSpec().getVolumeClaimTemplates().getFirst())
                            .editMetadata()
                            .withName(name)
                            .withNamespace(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    private void create(StatefulSet set, String name, int ordinal) {
        var template = set.getSpec().getTemplate();
        Map<String, String> labels = new TreeMap<>(template.getMetadata().getLabels());
        labels.put("apps.kubernetes.io/pod-index", Integer.toString(ordinal));
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .withAnnotations(new TreeMap<>(template.getMetadata().getAnnotations()))
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .editSpec()
                        .withNodeName(kubelet.node())
                        .endSpec()
                        .build())
                .create();
    }
}
