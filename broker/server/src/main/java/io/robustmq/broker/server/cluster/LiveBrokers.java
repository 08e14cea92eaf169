package io.robustmq.broker.server.cluster;

import io.robustmq.broker.core.cluster.Member;
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

/** The brokers with a lease, as the placement centre tells. Confined to the cluster's thread. */
final class LiveBrokers {
    /** The purpose under which a broker registers the address of its services for other brokers. */
    static final String ADDRESS = "grpc";

    private final Map<String, Member> members = new HashMap<>();

    void on(WatchEvent event) {
        switch (event) {
            case WatchEvent.Whole whole -> {
                members.clear();
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
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }
}
