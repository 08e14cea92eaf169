package io.robustmq.operator.model.access;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.robustmq.crds.v1alpha1.cluster.Listener;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.crds.v1alpha1.cluster.ServiceType;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.model.settings.BrokerFile;
import io.robustmq.operator.model.settings.Door;
import io.robustmq.operator.model.settings.JournalFile;
import io.robustmq.operator.model.settings.PlacementFile;
import io.robustmq.operator.model.settings.Shared;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The names by which pods find each other, and clients the brokers. */
public final class Services {

    private Services() {}

    /**
     * Gives each pod a name. Also of those that are not ready: members have to find each other before any of them is.
     */
    public static Service headless(Part part, Names names) {
        List<ServicePort> ports =
                switch (part) {
                    case PLACEMENT ->
                        List.of(
                                port("grpc", PlacementFile.GRPC),
                                port("raft", PlacementFile.RAFT),
                                port("admin", Shared.ADMIN));
                    case JOURNAL -> List.of(port("grpc", JournalFile.GRPC), port("raft", JournalFile.RAFT));
                    case BROKER -> List.of(port("peers", BrokerFile.PEERS));
                };
        List<ServicePort> all = new ArrayList<>(ports);
        all.add(port("management", Shared.MANAGEMENT));
        return new ServiceBuilder()
                .withMetadata(names.meta(names.of(part), part))
                .withNewSpec()
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(names.selector(part))
                .withPorts(all)
                .endSpec()
                .build();
    }

    /** One Service for the listeners of each type. */
    public static List<Service> clients(RobustMQClusterSpec spec, Names names) {
        List<Service> services = new ArrayList<>();
        for (ServiceType type : ServiceType.values()) {
            List<Listener> listeners = spec.listeners().stream()
                    .filter(listener -> listener.type() == type)
                    .toList();
            if (!listeners.isEmpty()) {
                services.add(client(type, listeners, names));
            }
        }
        return services;
    }

    private static Service client(ServiceType type, List<Listener> listeners, Names names) {
        ObjectMeta meta = names.meta(names.clientService() + suffix(type), Part.BROKER);
        Map<String, String> annotations = new TreeMap<>();
        listeners.forEach(listener -> annotations.putAll(listener.annotations()));
        if (!annotations.isEmpty()) {
            meta.setAnnotations(annotations);
        }
        return new ServiceBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withType(word(type))
                .withExternalTrafficPolicy(type == ServiceType.CLUSTER_IP ? null : "Local")
                .withSelector(names.selector(Part.BROKER))
                .withPorts(listeners.stream()
                        .map(listener -> port(
                                listener.name(),
                                listener.port(),
                                Door.of(listener.protocol()).word()))
                        .toList())
                .endSpec()
                .build();
    }

    private static String suffix(ServiceType type) {
        return switch (type) {
            case CLUSTER_IP -> "";
            case NODE_PORT -> "-nodes";
            case LOAD_BALANCER -> "-external";
        };
    }

    private static String word(ServiceType type) {
        return switch (type) {
            case CLUSTER_IP -> "ClusterIP";
            case NODE_PORT -> "NodePort";
            case LOAD_BALANCER -> "LoadBalancer";
        };
    }

    private static ServicePort port(String name, int port) {
        return port(name, port, name);
    }

    /** @param target name of the pod's port */
    private static ServicePort port(String name, int port, String target) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(port)
                .withTargetPort(new IntOrString(target))
                .withProtocol("TCP")
                .build();
    }
}
