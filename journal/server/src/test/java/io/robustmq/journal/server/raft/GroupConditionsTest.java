package io.robustmq.journal.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.journal.api.v1.GroupCondition;
import io.robustmq.journal.api.v1.GroupStatus;
import io.robustmq.journal.api.v1.ReplicaStatus;
import io.robustmq.journal.api.v1.Role;
import org.junit.jupiter.api.Test;

class GroupConditionsTest {
    private static final int COMMITTED = 5_000;

    private static GroupStatus.Builder at(Role role) {
        return GroupStatus.newBuilder()
                .setRole(role)
                .setLeaderAddress("127.0.0.1:1229")
                .setCommittedIndex(COMMITTED)
                .setAppliedIndex(COMMITTED);
    }

    private static ReplicaStatus voter(long silentMillis, long committed) {
        return ReplicaStatus.newBuilder()
                .setVoter(true)
                .setSilentMillis(silentMillis)
                .setCommittedIndex(committed)
                .build();
    }

    private static ReplicaStatus learner(long silentMillis, long committed) {
        return voter(silentMillis, committed).toBuilder().setVoter(false).build();
    }

    @Test
    void nothingIsWrongWithAGroupWhoseVotersAreThere() {
        assertThat(GroupConditions.of(
                        at(Role.LEADER).addReplicas(voter(0, COMMITTED)).addReplicas(voter(4_999, COMMITTED - 999))))
                .isEmpty();
        assertThat(GroupConditions.of(at(Role.FOLLOWER))).isEmpty();
    }

    @Test
    void aVoterThatIsAwayIsMissedAtTheLeaderAlone() {
        assertThat(GroupConditions.of(at(Role.LEADER).addReplicas(voter(5_000, COMMITTED))))
                .containsExactly(GroupCondition.UNDER_REPLICATED);
        assertThat(GroupConditions.of(at(Role.FOLLOWER).addReplicas(voter(5_000, COMMITTED))))
                .isEmpty();
    }

    @Test
    void aVoterThatLagsDoesNotCountEither() {
        assertThat(GroupConditions.of(at(Role.LEADER).addReplicas(voter(0, COMMITTED - 1_000))))
                .containsExactly(GroupCondition.UNDER_REPLICATED, GroupCondition.LAGGING);
    }

    @Test
    void aLearnerMayBeAwayButItsLagShows() {
        assertThat(GroupConditions.of(at(Role.LEADER).addReplicas(learner(60_000, COMMITTED))))
                .isEmpty();
        assertThat(GroupConditions.of(at(Role.LEADER).addReplicas(learner(0, 0))))
                .containsExactly(GroupCondition.LAGGING);
    }

    @Test
    void aReplicaThatHasNotAppliedWhatIsOnAMajorityLags() {
        assertThat(GroupConditions.of(at(Role.FOLLOWER).setAppliedIndex(COMMITTED - 1_000)))
                .containsExactly(GroupCondition.LAGGING);
    }

    @Test
    void whoKnowsNoLeaderOrHasFailedSaysSo() {
        assertThat(GroupConditions.of(at(Role.CANDIDATE).setLeaderAddress("")))
                .containsExactly(GroupCondition.LEADERLESS);
        assertThat(GroupConditions.of(at(Role.STOPPED))).containsExactly(GroupCondition.REPLICA_FAILED);
    }
}
