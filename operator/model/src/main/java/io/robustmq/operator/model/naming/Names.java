package io.robustmq.operator.model.naming;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names and labels of what belongs to one cluster. Selectors are frozen: a StatefulSet's cannot be changed.
 *
 * @param uid of the resource, which owns all of it; empty before it has one
 */
public record Names(String cluster, String namespace, String uid) {
    public static final String GROUP = "robustmq.io/";

    public static Names of(RobustMQCluster cluster) {
        String uid = cluster.getMetadata().getUid();
        return new Names(cluster.getMetadata().getName(), cluster.getMetadata().getNamespace(), uid == null ? "" : uid);
    }

    /** Of the StatefulSet, its headless Service, its ConfigMap and its budget. */
    public String of(Part part) {
        return cluster + "-" + part.word();
    }

    public String clientService() {
        return cluster + "-mqtt";
    }

    /** The Secret with {@code access.toml}: the administrator, and what else the operator lets in. */
    public String accessSecret() {
        return cluster + "-access";
    }

    /** The Secret with user name and password of the brokers' administrator, where the resource names none. */
    public String administratorSecret() {
        return cluster + "-admin";
    }

    /** The Secret with the token by which the servers' admin ports know the operator. */
    public String tokenSecret() {
        return cluster + "-token";
    }

    /** The Secret with the authority that signs the cluster's certificates, where they are self-signed. */
    public String authoritySecret() {
        return cluster + "-ca";
    }

    /** By what names clients reach the brokers within Kubernetes. */
    public List<String> clientNames() {
        List<String> all = new ArrayList<>();
        for (String service : List.of(clientService(), clientService() + "-nodes", clientService() + "-external")) {
            String inNamespace = service + "." + namespace;
            all.addAll(List.of(service, inNamespace, inNamespace + ".svc", inNamespace + ".svc.cluster.local"));
        }
        all.add("*." + of(Part.BROKER) + "." + namespace + ".svc");
        return all;
    }

    public String tlsSecret() {
        return cluster + "-tls";
    }

    /** A pod's name in the network, which stays when its address does not. {@code pod} may be a variable of its environment. */
    public String host(Part part, String pod) {
        return pod + "." + of(part) + "." + namespace + ".svc";
    }

    /** Sorted, as all maps that are written: those of the JDK that cannot be changed have another order in each process. */
    public Map<String, String> selector(Part part) {
        return new TreeMap<>(Map.of(
                "app.kubernetes.io/name",
                "robustmq",
                "app.kubernetes.io/instance",
                cluster,
                "app.kubernetes.io/component",
                part.word()));
    }

    /** What all pods and volumes of the cluster have. */
    public Map<String, String> everything() {
        return new TreeMap<>(Map.of("app.kubernetes.io/name", "robustmq", "app.kubernetes.io/instance", cluster));
    }

    public Map<String, String> labels(Part part) {
        Map<String, String> labels = new TreeMap<>(selector(part));
        labels.put("app.kubernetes.io/managed-by", "robustmq-operator");
        return labels;
    }

    public ObjectMeta meta(String name, Part part) {
        var meta =
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).withLabels(labels(part));
        if (!uid.isEmpty()) {
            meta.withOwnerReferences(new OwnerReferenceBuilder()
                    .withApiVersion("robustmq.io/v1alpha1")
                    .withKind("RobustMQCluster")
                    .withName(cluster)
                    .withUid(uid)
                    .withController(true)
                    .withBlockOwnerDeletion(true)
                    .build());
        }
        return meta.build();
    }
}
