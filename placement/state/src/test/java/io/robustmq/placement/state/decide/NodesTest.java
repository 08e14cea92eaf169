package io.robustmq.placement.state.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.ClusterStory;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Node;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodesTest {
    private final ClusterStory cluster = ClusterStory.formed();

    @Test
    void nothingIsPossibleBeforeTheClusterIsFormed() {
        ClusterStory unformed = new ClusterStory();
        unformed.refuses(Reason.CLUSTER_NOT_FORMED, unformed.registration("n1", "", Node.Role.BROKER));
    }

    @Test
    void aClusterKeepsItsId() {
        cluster.does(new Command.FormCluster(cluster.key(), ClusterStory.CLUSTER));
        cluster.refuses(Reason.WRONG_CLUSTER, new Command.FormCluster(cluster.key(), "c-2"));
        assertThat(cluster.image().clusterId()).isEqualTo(ClusterStory.CLUSTER);
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() {
        Command.RegisterNode stray =
                new Command.RegisterNode(cluster.key(), "n1", "c-2", Set.of(Node.Role.BROKER), Map.of(), "", "", 0);
        assertThat(cluster.refuses(Reason.WRONG_CLUSTER, stray).field()).isEqualTo("cluster_id");
    }

    @Test
    void everyRegistrationHasALargerEpochAndFencesTheOneBefore() {
        long first = cluster.journal("n1", "");
        long other = cluster.journal("n2", "");
        long second = cluster.journal("n1", "");
        assertThat(other).isGreaterThan(first);
        assertThat(second).isGreaterThan(other);
        assertThat(Fencing.check(cluster.image(), "n1", first).orElseThrow().reason())
                .isEqualTo(Reason.FENCED);
        assertThat(Fencing.check(cluster.image(), "n1", second)).isEmpty();
        assertThat(Fencing.check(cluster.image(), "n3", 1).orElseThrow().reason())
                .isEqualTo(Reason.UNKNOWN_NODE);
    }

    @Test
    void anEpochThatABackupDoesNotKnowIsNotTakenForOneThatIsOver() {
        long epoch = cluster.journal("n1", "");
        ClusterImage backup = cluster.image();
        long after = cluster.journal("n1", "");
        assertThat(Fencing.check(backup, "n1", after).orElseThrow().reason()).isEqualTo(Reason.UNKNOWN_NODE);
        assertThat(Fencing.check(backup, "n1", epoch)).isEmpty();
        assertThat(Fencing.check(cluster.image(), "n1", epoch).orElseThrow().reason())
                .isEqualTo(Reason.FENCED);
    }

    @Test
    void aRegistrationThatIsSentAgainGetsTheSameEpoch() {
        Command.RegisterNode registration = cluster.registration("n1", "", Node.Role.BROKER);
        Reply first = cluster.does(registration);
        cluster.journal("n2", "");
        assertThat(cluster.does(registration)).isEqualTo(first);
        assertThat(cluster.image().node("n1").orElseThrow().epoch()).isEqualTo(((Reply.Registered) first).epoch());
    }

    @Test
    void anExpiredLeaseIsFencedUntilTheNodeRegistersAgain() {
        long epoch = cluster.journal("n1", "");
        cluster.expire("n1");
        assertThat(Fencing.check(cluster.image(), "n1", epoch).orElseThrow().reason())
                .isEqualTo(Reason.LEASE_EXPIRED);
        long again = cluster.journal("n1", "");
        assertThat(Fencing.check(cluster.image(), "n1", again)).isEmpty();
    }

    @Test
    void anExpiryThatComesAfterANewRegistrationDoesNothing() {
        long old = cluster.journal("n1", "");
        cluster.journal("n1", "");
        long revision = cluster.image().revision();
        assertThat(cluster.decide(new Command.ExpireNode("n1", old))).isInstanceOf(Decision.Unchanged.class);
        assertThat(cluster.decide(new Command.ExpireNode("n9", 1))).isInstanceOf(Decision.Unchanged.class);
        assertThat(cluster.image().revision()).isEqualTo(revision);
        assertThat(cluster.image().node("n1").orElseThrow().isAlive()).isTrue();
    }

    @Test
    void aDrainingNodeThatRestartsStillDrains() {
        cluster.journal("n1", "");
        cluster.does(new Command.SetDuty(cluster.key(), "n1", Node.Duty.DRAINING));
        Reply reply = cluster.does(cluster.registration("n1", "", Node.Role.JOURNAL));
        assertThat(((Reply.Registered) reply).duty()).isEqualTo(Node.Duty.DRAINING);
        cluster.does(new Command.SetDuty(cluster.key(), "n1", Node.Duty.SERVING));
        assertThat(cluster.image().node("n1").orElseThrow().takesReplicas()).isTrue();
    }

    @Test
    void aNodeThatServesIsUnregisteredByItselfOnly() {
        long epoch = cluster.journal("n1", "");
        cluster.refuses(Reason.WRONG_STATE, new Command.UnregisterNode(cluster.key(), "n1", 0));
        cluster.refuses(Reason.FENCED, new Command.UnregisterNode(cluster.key(), "n1", epoch - 1));
        cluster.does(new Command.UnregisterNode(cluster.key(), "n1", epoch));
        assertThat(cluster.image().nodes()).isEmpty();
    }

    @Test
    void aNodeWithReplicasCannotLeave() {
        cluster.journals(3);
        cluster.does(new Command.CreateShardSet(cluster.key(), "mqtt", 16, 3, 3));
        cluster.does(new Command.SetDuty(cluster.key(), "n1", Node.Duty.DRAINING));
        assertThat(cluster.refuses(Reason.IN_USE, new Command.UnregisterNode(cluster.key(), "n1", 0))
                        .message())
                .contains("3 groups");
    }

    @Test
    void whatIsWrongWithARegistrationIsNamed() {
        cluster.refuses(Reason.INVALID_FIELD, cluster.registration("n 1", "", Node.Role.BROKER));
        assertThat(cluster.refuses(Reason.MISSING_FIELD, cluster.registration("n1", ""))
                        .field())
                .isEqualTo("roles");
        Command.RegisterNode short_ =
                new Command.RegisterNode(cluster.key(), "n1", "", Set.of(Node.Role.BROKER), Map.of(), "", "", 999);
        assertThat(cluster.refuses(Reason.INVALID_FIELD, short_).message())
                .contains("999")
                .contains("1000 to 300000");
    }

    @Test
    void everyCommandButTheLeadersOwnNeedsAKey() {
        Command.SetDuty keyless = new Command.SetDuty("", "n1", Node.Duty.DRAINING);
        assertThat(cluster.refuses(Reason.MISSING_FIELD, keyless).field()).isEqualTo("header.idempotency_key");
    }
}
