package io.robustmq.operator.model.access;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.model.settings.BrokerFile;
import io.robustmq.operator.model.settings.Door;
import io.robustmq.operator.model.settings.JournalFile;
import io.robustmq.operator.model.settings.PlacementFile;
import io.robustmq.operator.model.settings.Shared;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Who may reach a part's ports: clients the listeners, the cluster's own pods the rest. What the servers say to each other asks nobody who
 * they are.
 */
public final class Policies {

    private Policies() {}

    public static NetworkPolicy of(Part part, RobustMQClusterSpec spec, Names names) {
        NetworkPolicyIngressRule management = new NetworkPolicyIngressRuleBuilder()
                .withFrom(new NetworkPolicyPeerBuilder()
                        .withNamespaceSelector(new LabelSelectorBuilder()
                                .withMatchLabels(
                                        new TreeMap<>(spec.networkPolicy().monitoringNamespaceLabels()))
                                .build())
                        .build())
                .withPorts(ports(Shared.MANAGEMENT))
                .build();
        List<NetworkPolicyIngressRule> rules =
                switch (part) {
                    case PLACEMENT ->
                        List.of(
                                from(names, ports(PlacementFile.GRPC), Part.values()),
                                from(names, ports(PlacementFile.RAFT), Part.PLACEMENT),
                                operator(),
                                management);
                    case JOURNAL ->
                        List.of(
                                from(names, ports(JournalFile.GRPC), Part.JOURNAL, Part.BROKER),
                                from(names, ports(JournalFile.RAFT), Part.JOURNAL),
                                management);
                    case BROKER ->
                        List.of(
                                new NetworkPolicyIngressRuleBuilder()
                                        .withPorts(ports(spec.listeners().stream()
                                                .mapToInt(listener -> Door.of(listener.protocol())
                                                        .port())
                                                .toArray()))
                                        .build(),
                                from(names, ports(BrokerFile.PEERS), Part.BROKER),
                                management);
                };
        return new NetworkPolicyBuilder()
                .withMetadata(names.meta(names.of(part), part))
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(names.selector(part))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .withIngress(rules)
                .endSpec()
                .build();
    }

    /** It may be in another namespace, and is known by its label there. */
    private static NetworkPolicyIngressRule operator() {
        return new NetworkPolicyIngressRuleBuilder()
                .withFrom(new NetworkPolicyPeerBuilder()
                        .withNamespaceSelector(new LabelSelectorBuilder().build())
                        .withNewPodSelector()
                        .addToMatchLabels("app.kubernetes.io/name", "robustmq-operator")
                        .endPodSelector()
                        .build())
                .withPorts(ports(Shared.ADMIN))
                .build();
    }

    private static NetworkPolicyIngressRule from(Names names, List<NetworkPolicyPort> ports, Part... parts) {
        return new NetworkPolicyIngressRuleBuilder()
                .withFrom(List.of(parts).stream().map(part -> peer(part, names)).toList())
                .withPorts(ports)
                .build();
    }

    private static NetworkPolicyPeer peer(Part part, Names names) {
        return new NetworkPolicyPeerBuilder()
                .withNewPodSelector()
                .withMatchLabels(names.selector(part))
                .endPodSelector()
                .build();
    }

    private static List<NetworkPolicyPort> ports(int... ports) {
        return IntStream.of(ports)
                .mapToObj(port -> new NetworkPolicyPortBuilder()
                        .withPort(new IntOrString(port))
                        .withProtocol("TCP")
                        .build())
                .toList();
    }
}
