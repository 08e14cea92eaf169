package io.robustmq.journal.server.placed;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryChange;
import io.robustmq.placement.api.v1.Group;
import io.robustmq.placement.api.v1.Liveness;
import io.robustmq.placement.api.v1.Node;
import io.robustmq.placement.api.v1.Replica;
import io.robustmq.placement.api.v1.ReplicaRole;
import io.robustmq.placement.api.v1.Shard;
import io.robustmq.placement.api.v1.ShardSet;
import io.robustmq.placement.client.image.EntryKey;
import io.robustmq.placement.client.image.WatchEvent;
import io.robustmq.placement.raft.Member;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One group of the nodes a, b, c and d: what node a does next. */
class StepsTest {
    private static final long TERM = 7;
    private static final Step NOTHING = new Step.Nothing();

    private final PlacedImage image = image("a", "b", "c", "d");

    private static PlacedImage image(String... nodes) {
        Map<EntryKey, Entry> entries = new HashMap<>();
        for (String node : nodes) {
            Entry entry = Entry.newBuilder()
                    .setNode(Node.newBuilder()
                            .setNodeId(node)
                            .putAddresses("grpc", node + ":1229")
                            .putAddresses("raft", node + ":1239")
                            .setLiveness(Liveness.ALIVE))
                    .build();
            entries.put(EntryKey.of(entry), entry);
        }
        PlacedImage image = new PlacedImage();
        image.on(new WatchEvent.Whole("", 1, entries, List.of()));
        assertThat(image.isKnown()).isFalse();
        image.joined("cluster");
        assertThat(image.isKnown()).isTrue();
        return image;
    }

    private static Member voter(String id) {
        return new Member(id, id + ":1239", id + ":1229", Member.Role.VOTER);
    }

    private static Member learner(String id) {
        return voter(id).as(Member.Role.LEARNER);
    }

    /** Led by a in the term, as was reported. */
    private static Group group(Replica... replicas) {
        return Group.newBuilder()
                .setGroupId(1)
                .setReplicationFactor(3)
                .addAllReplicas(List.of(replicas))
                .setLeader("a")
                .setLeaderTerm(TERM)
                .build();
    }

    private static Replica placed(String node, ReplicaRole role) {
        return Replica.newBuilder().setNodeId(node).setRole(role).build();
    }

    private static Replica voting(String node) {
        return placed(node, ReplicaRole.VOTER);
    }

    private static Steps.Local leading(Member... members) {
        return new Steps.Local(true, TERM, List.of(members), Set.of("a", "b", "c", "d"));
    }

    private static Steps.Local following(Member... members) {
        return new Steps.Local(false, TERM, List.of(members), Set.of());
    }

    private Step next(Group group, Steps.Local local) {
        return Steps.next(image, "a", group, local);
    }

    @Test
    void foundersBeginWithAllVoters() {
        assertThat(next(group(voting("b"), voting("a"), voting("c")), null))
                .isEqualTo(new Step.Begin(List.of(voter("b"), voter("a"), voter("c"))));
    }

    @Test
    void nobodyFoundsAGroupWhileAnAddressIsMissing() {
        Group group = group(voting("a"), voting("b"), voting("unknown"));
        assertThat(next(group, null)).isEqualTo(NOTHING);
    }

    @Test
    void aLearnerBeginsAloneAndWhoHasNoPartDoesNothing() {
        Group group = group(voting("b"), voting("c"), placed("a", ReplicaRole.LEARNER));
        assertThat(next(group, null)).isEqualTo(new Step.Begin(List.of(learner("a"))));
        assertThat(next(group(voting("b")), null)).isEqualTo(NOTHING);
        assertThat(next(group(voting("b"), placed("a", ReplicaRole.LEAVING)), null))
                .isEqualTo(NOTHING);
    }

    @Test
    void aFollowerLeavesEverythingToItsLeader() {
        Group group = group(voting("a"), voting("b"), placed("d", ReplicaRole.LEARNER));
        assertThat(next(group, following(voter("a"), voter("b")))).isEqualTo(NOTHING);
    }

    @Test
    void theLeaderReportsItselfBeforeAnythingElse() {
        Group group = group(voting("a"), voting("b"), placed("d", ReplicaRole.LEARNER));
        Step report = new Step.Report(TERM, List.of(), List.of());
        Steps.Local local = leading(voter("a"), voter("b"));
        assertThat(next(group.toBuilder().setLeader("b").build(), local)).isEqualTo(report);
        assertThat(next(group.toBuilder().setLeaderTerm(TERM - 1).build(), local))
                .isEqualTo(report);
    }

    @Test
    void aNewReplicaIsAddedThenPromotedWhenItHasCaughtUpThenReported() {
        Group group = group(voting("a"), voting("b"), voting("c"), placed("d", ReplicaRole.LEARNER));
        List<Member> three = List.of(voter("a"), voter("b"), voter("c"));
        List<Member> added = List.of(voter("a"), voter("b"), voter("c"), learner("d"));
        List<Member> promoted = List.of(voter("a"), voter("b"), voter("c"), voter("d"));

        assertThat(next(group, leading(three.toArray(Member[]::new)))).isEqualTo(new Step.Change(three, added));
        assertThat(next(group, new Steps.Local(true, TERM, added, Set.of("a", "b", "c"))))
                .isEqualTo(NOTHING);
        assertThat(next(group, leading(added.toArray(Member[]::new)))).isEqualTo(new Step.Change(added, promoted));
        assertThat(next(group, leading(promoted.toArray(Member[]::new))))
                .isEqualTo(new Step.Report(TERM, List.of("d"), List.of()));
    }

    @Test
    void aChangeTellsWhomItPromotesWhoIsThenAskedFirst() {
        List<Member> added = List.of(voter("a"), voter("b"), learner("d"));
        assertThat(new Step.Change(added, List.of(voter("a"), voter("b"), voter("d"))).promoted())
                .contains(voter("d"));
        assertThat(new Step.Change(List.of(voter("a"), voter("b")), added).promoted())
                .isEmpty();
        assertThat(new Step.Change(added, List.of(voter("a"), learner("d"))).promoted())
                .isEmpty();
    }

    @Test
    void aReplicaThatLeavesIsRemovedThenReportedAndEndsThere() {
        Group group = group(voting("a"), voting("b"), placed("c", ReplicaRole.LEAVING), voting("d"));
        List<Member> before = List.of(voter("a"), voter("b"), voter("c"), voter("d"));
        List<Member> after = List.of(voter("a"), voter("b"), voter("d"));

        assertThat(next(group, leading(before.toArray(Member[]::new)))).isEqualTo(new Step.Change(before, after));
        assertThat(next(group, leading(after.toArray(Member[]::new))))
                .isEqualTo(new Step.Report(TERM, List.of(), List.of("c")));
        Group gone = group(voting("a"), voting("b"), voting("d"));
        assertThat(Steps.next(image, "c", gone, following(before.toArray(Member[]::new))))
                .isEqualTo(new Step.End());
    }

    @Test
    void aLeaderThatIsToLeaveHandsOverToOneThatHasCaughtUp() {
        Group group = group(placed("a", ReplicaRole.LEAVING), voting("b"), voting("c"), voting("d"));
        List<Member> members = List.of(voter("a"), voter("b"), voter("c"), voter("d"));
        assertThat(next(group, new Steps.Local(true, TERM, members, Set.of("a", "c"))))
                .isEqualTo(new Step.HandOver("c"));
        assertThat(next(group, new Steps.Local(true, TERM, members, Set.of("a"))))
                .isEqualTo(NOTHING);
    }

    @Test
    void whoIsPreferredLeadsIfItIsAliveAndHasCaughtUp() {
        Group group = group(voting("a"), voting("b"), voting("c")).toBuilder()
                .setPreferredLeader("b")
                .build();
        List<Member> members = List.of(voter("a"), voter("b"), voter("c"));
        assertThat(next(group, leading(members.toArray(Member[]::new)))).isEqualTo(new Step.HandOver("b"));
        assertThat(next(group, new Steps.Local(true, TERM, members, Set.of("a", "c"))))
                .isEqualTo(NOTHING);
        assertThat(Steps.next(image("a", "c"), "a", group, leading(members.toArray(Member[]::new))))
                .isEqualTo(NOTHING);
    }

    @Test
    void aMemberThatThePlacementCentreDoesNotKnowStays() {
        Group group = group(voting("a"), voting("b"));
        assertThat(next(group, leading(voter("a"), voter("b"), voter("c")))).isEqualTo(NOTHING);
    }

    @Test
    void shardsAreKnownWhenAllOfThemAre() {
        assertThat(image.shards()).isEmpty();
        image.on(changed(
                Entry.newBuilder()
                        .setShardSet(ShardSet.newBuilder().setName("default").setShards(2))
                        .build(),
                shard(1, 2)));
        assertThat(image.shards()).isEmpty();
        image.on(changed(shard(0, 1)));
        assertThat(image.shards())
                .extracting(shard -> shard.getGroup() + " " + shard.getShard())
                .containsExactly(image.log(1) + " 0", image.log(2) + " 1");
        assertThat(image.log(1)).isNotEqualTo(image.log(2));
    }

    private static Entry shard(int index, int group) {
        return Entry.newBuilder()
                .setShard(Shard.newBuilder().setSet("default").setIndex(index).setGroupId(group))
                .build();
    }

    private static WatchEvent changed(Entry... entries) {
        return new WatchEvent.Changed(
                2,
                Arrays.stream(entries)
                        .map(entry -> EntryChange.newBuilder().setPut(entry).build())
                        .toList());
    }
}
