package io.robustmq.broker.server.cluster;

import io.robustmq.broker.core.cluster.Member;
import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryChange;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.Liveness;
import io.robustmq.placement.api.v1.Node;
import io.robustmq.placement.api.v1.NodeRole;
import io.robustmq.placement.client.image.EntryKey;
import io.robustmq.placement.client.image.WatchEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The brokers with a lease, as the placement centre tells. Confined to the cluster's thread. */
final class LiveBrokers {
    /** The purpose under which a broker registers the address of its services for other brokers. */
    static final String ADDRESS = "grpc";

    /** The purpose under which a broker registers where clients reach it, if they are to be told. */
    static final String CLIENT_ADDRESS = "mqtt";

    private final Map<String, Member> members = new HashMap<>();

    /** Of those that take clients of others, by node id. */
    private final Map<String, String> clientAddresses = new TreeMap<>();

    void on(WatchEvent event) {
        switch (event) {
            case WatchEvent.Whole whole -> {
                members.clear();
                clientAddresses.clear();
                whole.entries().values().forEach(this::put);
            }
            case WatchEvent.Changed changed -> changed.changes().forEach(this::change);
            case WatchEvent.Reached _ -> {}
        }
    }

    private void change(EntryChange change) {
        if (change.hasPut()) {
            put(change.getPut());
        } else if (change.hasDeleted()) {
            EntryKey key = EntryKey.of(change.getDeleted());
            if (key.kind() == Kind.NODE) {
                members.remove(key.name());
                clientAddresses.remove(key.name());
            }
        }
    }

    private void put(Entry entry) {
        if (!entry.hasNode()) {
            return;
        }
        Node node = entry.getNode();
        String address = node.getAddressesOrDefault(ADDRESS, "");
        boolean isAlive = node.getLiveness() == Liveness.ALIVE
                && node.getRolesList().contains(NodeRole.BROKER)
                && !address.isEmpty();
        if (isAlive) {
            members.put(node.getNodeId(), new Member(node.getNodeId(), node.getEpoch(), address));
        } else {
            members.remove(node.getNodeId());
        }
        String clients = node.getAddressesOrDefault(CLIENT_ADDRESS, "");
        if (isAlive && node.getDuty() == Duty.SERVING && !clients.isEmpty()) {
            clientAddresses.put(node.getNodeId(), clients);
        } else {
            clientAddresses.remove(node.getNodeId());
        }
    }

    /** Where clients of a broker that is drained may go, as a Server Reference (MQTT 5.0 §4.11), or null if none has said so. */
    @Nullable
    String othersThan(String nodeId) {
        String others = clientAddresses.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(nodeId))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(" "));
        return others.isEmpty() ? null : others;
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }
}
