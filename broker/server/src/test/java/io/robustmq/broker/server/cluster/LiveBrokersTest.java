package io.robustmq.broker.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.cluster.Member;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryChange;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.Liveness;
import io.robustmq.placement.api.v1.Node;
import io.robustmq.placement.api.v1.NodeRole;
import io.robustmq.placement.client.image.EntryKey;
import io.robustmq.placement.client.image.WatchEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The brokers with a lease, whatever else the placement centre tells of. */
class LiveBrokersTest {
    private final LiveBrokers brokers = new LiveBrokers();

    private static Entry node(String id, long epoch, NodeRole role, Liveness liveness) {
        return Entry.newBuilder()
                .setNode(Node.newBuilder()
                        .setNodeId(id)
                        .setEpoch(epoch)
                        .addRoles(role)
                        .putAddresses("grpc", id + ":1230")
                        .setLiveness(liveness))
                .build();
    }

    private void change(Entry entry) {
        brokers.on(new WatchEvent.Changed(
                2, List.of(EntryChange.newBuilder().setPut(entry).build())));
    }

    @Test
    void areThoseThatAreAliveAndBrokers() {
        Entry a = node("a", 1, NodeRole.BROKER, Liveness.ALIVE);
        Entry b = node("b", 2, NodeRole.BROKER, Liveness.EXPIRED);
        Entry j = node("j", 3, NodeRole.JOURNAL, Liveness.ALIVE);
        brokers.on(new WatchEvent.Whole(
                "c", 1, Map.of(EntryKey.of(a), a, EntryKey.of(b), b, EntryKey.of(j), j), List.of()));
        assertThat(brokers.members()).containsExactly(new Member("a", 1, "a:1230"));
    }

    @Test
    void oneThatRestartsIsAnotherMember() {
        change(node("a", 1, NodeRole.BROKER, Liveness.ALIVE));
        change(node("a", 7, NodeRole.BROKER, Liveness.ALIVE));
        assertThat(brokers.members()).containsExactly(new Member("a", 7, "a:1230"));
    }

    @Test
    void oneThatExpiresOrUnregistersIsGone() {
        change(node("a", 1, NodeRole.BROKER, Liveness.ALIVE));
        change(node("b", 2, NodeRole.BROKER, Liveness.ALIVE));
        change(node("a", 1, NodeRole.BROKER, Liveness.EXPIRED));
        EntryRef ref = EntryRef.newBuilder().setKind(Kind.NODE).setName("b").build();
        brokers.on(new WatchEvent.Changed(
                3, List.of(EntryChange.newBuilder().setDeleted(ref).build())));
        assertThat(brokers.members()).isEmpty();
    }
}
