package io.robustmq.operator.app.observe;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.robustmq.operator.app.servers.Servers.Door;
import io.robustmq.operator.app.servers.Servers.Hosts;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.rollout.observe.BrokerView;
import io.robustmq.operator.rollout.wanted.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the servers of the pods that were seen can be asked. */
public final class Doors {

    private Doors() {}

    /** Pods that have an address and a port of this name: those of older releases may have none, and cannot be asked. */
    public static List<Door> of(Seen seen, Role role, Names names, String port) {
        return seen.pods().stream()
                .flatMap(pod -> {
                    int ordinal = Parts.ordinal(
                            names.of(Parts.of(role)), pod.getMetadata().getName());
                    return ordinal < 0
                            ? Stream.empty()
                            : address(pod)
                                    .flatMap(host -> port(pod, port).map(number -> new Door(ordinal, host, number)))
                                    .stream();
                })
                .toList();
    }

    private static Optional<String> address(Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .map(status -> status.getPodIP())
                .filter(address -> !address.isEmpty());
    }

    private static Optional<Integer> port(Pod pod, String name) {
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts() == null ? Stream.empty() : container.getPorts().stream())
                .filter(port -> name.equals(port.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst();
    }

    /** Nodes of a part by the name their pod has in the network, or its address. */
    public static Hosts hosts(Seen seen, Part part, Names names) {
        String set = names.of(part);
        return host -> {
            int dot = host.indexOf('.');
            String pod = dot < 0 ? host : host.substring(0, dot);
            if (names.host(part, pod).equals(host)) {
                return Parts.ordinal(set, pod);
            }
            return seen.pods().stream()
                    .filter(each -> address(each).filter(host::equals).isPresent())
                    .mapToInt(each -> Parts.ordinal(set, each.getMetadata().getName()))
                    .findFirst()
                    .orElse(-1);
        };
    }

    /**
     * What is known of brokers' clients. Where there is no pod there is no client.
     *
     * @param drains what the brokers say that answer
     */
    public static BrokerView brokers(Seen seen, Names names, Map<Integer, BrokerView.Drain> drains) {
        Map<Integer, BrokerView.Drain> known = new HashMap<>();
        StatefulSet set = seen.sets().get(Role.BROKER);
        for (int ordinal = 0; set != null && ordinal < set.getSpec().getReplicas(); ordinal++) {
            known.put(ordinal, new BrokerView.Drain.Drained());
        }
        for (Pod pod : seen.pods()) {
            int ordinal = Parts.ordinal(names.of(Part.BROKER), pod.getMetadata().getName());
            if (ordinal >= 0) {
                known.remove(ordinal);
            }
        }
        known.putAll(drains);
        return new BrokerView(known);
    }
}
