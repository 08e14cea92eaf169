package io.robustmq.broker.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.cluster.Member;
import io.robustmq.placement.api.v1.Duty;
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

    private static Entry serving(String id, Duty duty, Liveness liveness) {
        Entry entry = node(id, 1, NodeRole.BROKER, liveness);
        return entry.toBuilder()
                .setNode(entry.getNode().toBuilder().setDuty(duty).putAddresses("mqtt", id + ".example:1883"))
                .build();
    }

    @Test
    void clientsOfOneMayGoToThoseThatServeAndSaidWhere() {
        change(serving("a", Duty.SERVING, Liveness.ALIVE));
        change(serving("b", Duty.SERVING, Liveness.ALIVE));
        change(serving("c", Duty.SERVING, Liveness.ALIVE));
        change(serving("drained", Duty.DRAINING, Liveness.ALIVE));
        change(serving("dead", Duty.SERVING, Liveness.EXPIRED));
        change(node("silent", 1, NodeRole.BROKER, Liveness.ALIVE));
        assertThat(brokers.othersThan("b")).isEqualTo("a.example:1883 c.example:1883");

        change(serving("a", Duty.DRAINING, Liveness.ALIVE));
        change(serving("c", Duty.SERVING, Liveness.EXPIRED));
        assertThat(brokers.othersThan("b")).isNull();
    }
}
