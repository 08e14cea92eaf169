package io.robustmq.placement.server.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.server.member.Joiner.Next;
import io.robustmq.placement.server.raft.RaftStatus.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoinerTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsToLearnIsNeverPromoted(boolean isSure) {
        assertThat(Joiner.next(Role.LEARNER, isSure, false)).isEqualTo(isSure ? Next.DONE : Next.WAIT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsToVoteIsAddedAndThenPromoted(boolean isSure) {
        assertThat(Joiner.next(Role.OUTSIDER, isSure, true)).isEqualTo(Next.BE_ADDED);
        assertThat(Joiner.next(Role.LEARNER, isSure, true)).isEqualTo(Next.BE_PROMOTED);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEADER", "FOLLOWER", "CANDIDATE"})
    void aVoterWaitsUntilThatIsCommitted(Role role) {
        assertThat(Joiner.next(role, false, true)).isEqualTo(Next.WAIT);
        assertThat(Joiner.next(role, true, true)).isEqualTo(Next.DONE);
    }

    @Test
    void whoIsNotInTheLogIsAddedWhateverItWants() {
        assertThat(Joiner.next(Role.OUTSIDER, true, false)).isEqualTo(Next.BE_ADDED);
    }
}
