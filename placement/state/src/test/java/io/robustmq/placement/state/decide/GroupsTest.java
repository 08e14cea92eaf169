package io.robustmq.placement.state.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.ClusterStory;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Move;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;
import io.robustmq.placement.state.model.Shard;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GroupsTest {
    private final ClusterStory cluster = ClusterStory.formed();

    @Test
    void aSetHasItsShardsOnGroupsThatAreSpread() {
        cluster.journals(4);
        Reply reply = cluster.does(new Command.CreateShardSet(cluster.key(), "mqtt", 0, 0, 0));
        assertThat(((Reply.SetCreated) reply).groupIds()).containsExactly(1, 2, 3, 4);
        assertThat(cluster.image().shards()).hasSize(16).allSatisfy(shard -> assertThat(shard.epoch())
                .isEqualTo(reply.revision()));
        for (int i = 1; i <= 4; i++) {
            int group = i;
            assertThat(cluster.image().shards().stream().filter(shard -> shard.groupId() == group))
                    .hasSize(4);
            assertThat(cluster.image().groupsOn("n" + i)).hasSize(3);
        }
        assertThat(cluster.image().groups().stream().map(Group::preferredLeader))
                .containsExactlyInAnyOrder("n1", "n2", "n3", "n4");
    }

    @Test
    void replicasBeginInDifferentZones() {
        cluster.journal("a1", "a");
        cluster.journal("a2", "a");
        cluster.journal("a3", "a");
        cluster.journal("b1", "b");
        cluster.journal("c1", "c");
        cluster.does(new Command.CreateShardSet(cluster.key(), "mqtt", 4, 4, 3));
        assertThat(cluster.image().groups())
                .allSatisfy(group -> assertThat(group.nodes(Replica.Role.VOTER)).contains("b1", "c1"));
    }

    @Test
    void aSetNeedsAsManyNodesAsReplicas() {
        cluster.journals(2);
        cluster.does(cluster.registration("broker", "", Node.Role.BROKER));
        cluster.journal("n3", "");
        cluster.expire("n3");
        assertThat(cluster.refuses(Reason.NOT_ENOUGH_NODES, new Command.CreateShardSet(cluster.key(), "mqtt", 1, 1, 3))
                        .message())
                .contains("there are 2");
        cluster.refuses(Reason.INVALID_FIELD, new Command.CreateShardSet(cluster.key(), "mqtt", 1, 1, 2));
        cluster.refuses(Reason.INVALID_FIELD, new Command.CreateShardSet(cluster.key(), "mqtt", 4_097, 1, 1));
        cluster.refuses(Reason.INVALID_FIELD, new Command.CreateShardSet(cluster.key(), "mqtt", 2, 3, 1));
    }

    @Test
    void groupIdsAreNeverGivenAgain() {
        cluster.journals(3);
        cluster.does(new Command.CreateShardSet(cluster.key(), "a", 1, 1, 1));
        cluster.refuses(Reason.ALREADY_EXISTS, new Command.CreateShardSet(cluster.key(), "a", 1, 1, 1));
        cluster.does(new Command.DeleteShardSet(cluster.key(), "a"));
        assertThat(cluster.image().groups()).isEmpty();
        assertThat(cluster.image().shards()).isEmpty();
        Reply reply = cluster.does(new Command.CreateShardSet(cluster.key(), "a", 1, 1, 1));
        assertThat(((Reply.SetCreated) reply).groupIds()).containsExactly(2);
    }

    @Test
    void aGroupThatCarriesAnotherSetStaysWhenOneIsDeleted() {
        cluster.journals(3);
        cluster.does(new Command.CreateShardSet(cluster.key(), "a", 1, 1, 1));
        cluster.does(new Command.CreateShardSet(cluster.key(), "b", 1, 1, 1));
        assign("b", 0, 1);
        cluster.does(new Command.DeleteShardSet(cluster.key(), "a"));
        assertThat(cluster.image().group(1)).isPresent();
    }

    @Test
    void aShardGetsALargerEpochWithEveryGroup() {
        cluster.journals(3);
        cluster.does(new Command.CreateShardSet(cluster.key(), "a", 2, 2, 1));
        long before = shard("a", 1).epoch();
        assign("a", 1, 1);
        assertThat(shard("a", 1).epoch()).isGreaterThan(before);
        assertThat(cluster.refuses(Reason.VERSION_MISMATCH, new Command.AssignShard(cluster.key(), "a", 1, 2, before))
                        .currentVersion())
                .isEqualTo(shard("a", 1).epoch());
        cluster.refuses(Reason.NOT_FOUND, new Command.AssignShard(cluster.key(), "a", 2, 2, 1));
        cluster.refuses(Reason.NOT_FOUND, new Command.AssignShard(cluster.key(), "a", 0, 9, before));
    }

    @Test
    void aReplicaMovesInFourSteps() {
        threeOf4();
        change(new Move.AddReplica(1, "n4"));
        assertThat(replica("n4").role()).isEqualTo(Replica.Role.LEARNER);
        cluster.refuses(Reason.CHANGE_UNDER_WAY, changeOf(new Move.RemoveReplica(1, "n1")));
        report("n1", 1, List.of("n4"), List.of());
        assertThat(replica("n4").role()).isEqualTo(Replica.Role.VOTER);
        change(new Move.RemoveReplica(1, "n2"));
        assertThat(replica("n2").role()).isEqualTo(Replica.Role.LEAVING);
        report("n1", 1, List.of(), List.of("n2"));
        assertThat(group().nodes(Replica.Role.VOTER)).containsExactly("n1", "n3", "n4");
    }

    @Test
    void noStepTakesAGroupBelowItsReplicationFactor() {
        threeOf4();
        assertThat(cluster.refuses(Reason.WOULD_LOSE_QUORUM, changeOf(new Move.RemoveReplica(1, "n1")))
                        .message())
                .contains("3");
    }

    @Test
    void aGroupWithoutAMajorityDoesNotChange() {
        threeOf4();
        change(new Move.AddReplica(1, "n4"));
        report("n1", 1, List.of("n4"), List.of());
        cluster.expire("n3");
        cluster.expire("n2");
        cluster.refuses(Reason.WOULD_LOSE_QUORUM, changeOf(new Move.RemoveReplica(1, "n2")));
    }

    @Test
    void replicasGoToJournalNodesThatServe() {
        threeOf4();
        cluster.does(cluster.registration("broker", "", Node.Role.BROKER));
        cluster.refuses(Reason.WRONG_STATE, changeOf(new Move.AddReplica(1, "broker")));
        cluster.refuses(Reason.ALREADY_EXISTS, changeOf(new Move.AddReplica(1, "n1")));
        cluster.refuses(Reason.UNKNOWN_NODE, changeOf(new Move.AddReplica(1, "n9")));
        cluster.does(new Command.SetDuty(cluster.key(), "n4", Node.Duty.DRAINING));
        cluster.refuses(Reason.WRONG_STATE, changeOf(new Move.AddReplica(1, "n4")));
    }

    @Test
    void onlyALivingVoterIsPreferred() {
        threeOf4();
        change(new Move.PreferLeader(1, "n2"));
        assertThat(group().preferredLeader()).isEqualTo("n2");
        cluster.refuses(Reason.NOT_FOUND, changeOf(new Move.PreferLeader(1, "n4")));
        cluster.expire("n3");
        cluster.refuses(Reason.WRONG_STATE, changeOf(new Move.PreferLeader(1, "n3")));
    }

    @Test
    void aReplicaThatLeavesIsNoLongerPreferred() {
        threeOf4();
        change(new Move.PreferLeader(1, "n2"));
        change(new Move.AddReplica(1, "n4"));
        report("n1", 1, List.of("n4"), List.of());
        change(new Move.RemoveReplica(1, "n2"));
        assertThat(group().preferredLeader()).isEmpty();
    }

    @Test
    void aStepPlannedOnAnOldGroupIsRefused() {
        threeOf4();
        long version = cluster.image().versionOf(group().ref());
        Move move = new Move.PreferLeader(1, "n3");
        cluster.does(new Command.ChangeGroup("", move, OptionalLong.of(version)));
        assertThat(cluster.refuses(
                                Reason.VERSION_MISMATCH,
                                new Command.ChangeGroup("", new Move.PreferLeader(1, "n1"), OptionalLong.of(version)))
                        .currentVersion())
                .isGreaterThan(version);
    }

    @Test
    void aLeaderOfThePastIsNotHeard() {
        threeOf4();
        report("n1", 5, List.of(), List.of());
        report("n2", 6, List.of(), List.of());
        assertThat(group().leader()).isEqualTo("n2");
        cluster.refuses(Reason.VERSION_MISMATCH, reportOf("n1", 5, List.of(), List.of()));
        cluster.refuses(Reason.WRONG_STATE, reportOf("n1", 6, List.of(), List.of()));
        cluster.refuses(Reason.WRONG_STATE, reportOf("n4", 7, List.of(), List.of()));
    }

    @Test
    void aFencedNodeReportsNothing() {
        threeOf4();
        Command.ReportGroup old = reportOf("n1", 1, List.of(), List.of());
        cluster.journal("n1", "");
        cluster.refuses(Reason.FENCED, old);
        cluster.expire("n1");
        cluster.refuses(Reason.LEASE_EXPIRED, reportOf("n1", 1, List.of(), List.of()));
    }

    @Test
    void onlyWhatLeavesIsRemoved() {
        threeOf4();
        cluster.refuses(Reason.WRONG_STATE, reportOf("n1", 1, List.of(), List.of("n2")));
        cluster.refuses(Reason.NOT_FOUND, reportOf("n1", 1, List.of("n4"), List.of()));
        report("n1", 1, List.of(), List.of("n4"));
        assertThat(group().replicas()).hasSize(3);
    }

    private void threeOf4() {
        cluster.journals(3);
        cluster.does(new Command.CreateShardSet(cluster.key(), "mqtt", 1, 1, 3));
        cluster.journal("n4", "");
    }

    private Group group() {
        return cluster.image().group(1).orElseThrow();
    }

    private Replica replica(String nodeId) {
        return group().replica(nodeId).orElseThrow();
    }

    private Shard shard(String set, int index) {
        return cluster.image().shard(set, index).orElseThrow();
    }

    private void assign(String set, int index, int groupId) {
        cluster.does(new Command.AssignShard(
                cluster.key(), set, index, groupId, shard(set, index).epoch()));
    }

    private Command.ChangeGroup changeOf(Move move) {
        return new Command.ChangeGroup(cluster.key(), move, OptionalLong.empty());
    }

    private void change(Move move) {
        cluster.does(changeOf(move));
    }

    private Command.ReportGroup reportOf(String nodeId, long term, List<String> promoted, List<String> removed) {
        long epoch = cluster.image().node(nodeId).orElseThrow().epoch();
        return new Command.ReportGroup(cluster.key(), nodeId, epoch, 1, term, promoted, removed);
    }

    private void report(String nodeId, long term, List<String> promoted, List<String> removed) {
        cluster.does(reportOf(nodeId, term, promoted, removed));
    }
}
