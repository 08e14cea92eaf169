package io.robustmq.journal.server.placed;

import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryChange;
import io.robustmq.placement.api.v1.Group;
import io.robustmq.placement.api.v1.Liveness;
import io.robustmq.placement.api.v1.Node;
import io.robustmq.placement.api.v1.NodeRole;
import io.robustmq.placement.api.v1.Shard;
import io.robustmq.placement.api.v1.ShardSet;
import io.robustmq.placement.client.image.EntryKey;
import io.robustmq.placement.client.image.WatchEvent;
import io.robustmq.placement.raft.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Servers, groups and shards as the placement centre tells of them. For one thread. */
final class PlacedImage {
    /** The purposes under which a server registers its addresses. */
    static final String GRPC = "grpc";

    static final String RAFT = "raft";

    /** The set of shards that brokers use. */
    static final String SET = "default";

    private final Map<EntryKey, Entry> entries = new HashMap<>();
    private String clusterId = "";
    private boolean told;

    /** Which cluster this is, as registering says; a watch may have begun before the cluster had an id. */
    void joined(String cluster) {
        clusterId = cluster;
    }

    void on(WatchEvent event) {
        switch (event) {
            case WatchEvent.Whole whole -> {
                told = true;
                entries.clear();
                entries.putAll(whole.entries());
            }
            case WatchEvent.Changed changed -> changed.changes().forEach(this::change);
            case WatchEvent.Reached _ -> {}
        }
    }

    private void change(EntryChange change) {
        switch (change.getChangeCase()) {
            case PUT -> entries.put(EntryKey.of(change.getPut()), change.getPut());
            case DELETED -> entries.remove(EntryKey.of(change.getDeleted()));
            case CHANGE_NOT_SET -> {} // of a later release
        }
    }

    /** Whether it is known which cluster this is, and what there is of it. */
    boolean isKnown() {
        return told && !clusterId.isEmpty();
    }

    /** The id of a group's log: the same wherever it is asked for, another in each cluster. */
    UUID log(int groupId) {
        return UUID.nameUUIDFromBytes(
                (clusterId + "/" + Integer.toUnsignedString(groupId)).getBytes(StandardCharsets.UTF_8));
    }

    Collection<Group> groups() {
        return entries.values().stream()
                .filter(Entry::hasGroup)
                .map(Entry::getGroup)
                .toList();
    }

    private Optional<Node> node(String nodeId) {
        return entries.values().stream()
                .filter(Entry::hasNode)
                .map(Entry::getNode)
                .filter(node -> node.getNodeId().equals(nodeId))
                .findAny();
    }

    boolean isAlive(String nodeId) {
        return node(nodeId).map(node -> node.getLiveness() == Liveness.ALIVE).orElse(false);
    }

    /** A server as a member of groups; empty while it has told no addresses. */
    Optional<Member> member(String nodeId, Member.Role role) {
        return node(nodeId)
                .filter(node -> node.containsAddresses(RAFT) && node.containsAddresses(GRPC))
                .map(node -> new Member(nodeId, node.getAddressesOrThrow(RAFT), node.getAddressesOrThrow(GRPC), role));
    }

    /** The servers that replicas may be put on, in the order of their ids. */
    List<String> serving() {
        return entries.values().stream()
                .filter(Entry::hasNode)
                .map(Entry::getNode)
                .filter(node -> node.getRolesList().contains(NodeRole.JOURNAL)
                        && node.getLiveness() == Liveness.ALIVE
                        && node.getDuty() == Duty.SERVING)
                .map(Node::getNodeId)
                .sorted()
                .toList();
    }

    private Optional<ShardSet> set() {
        return entries.values().stream()
                .filter(Entry::hasShardSet)
                .map(Entry::getShardSet)
                .filter(set -> set.getName().equals(SET))
                .findAny();
    }

    boolean hasSet() {
        return set().isPresent();
    }

    /** Where each shard of the set is, in the order of their numbers; empty while that is not known of all. */
    List<ShardRef> shards() {
        List<ShardRef> shards = new ArrayList<>();
        int count = set().map(ShardSet::getShards).orElse(0);
        for (int index = 0; index < count; index++) {
            Entry entry = entries.get(EntryKey.of(Entry.newBuilder()
                    .setShard(Shard.newBuilder().setSet(SET).setIndex(index))
                    .build()));
            if (entry == null) {
                return List.of();
            }
            shards.add(ShardRef.newBuilder()
                    .setGroup(log(entry.getShard().getGroupId()).toString())
                    .setShard(index)
                    .build());
        }
        return List.copyOf(shards);
    }
}
