package io.robustmq.placement.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.server.raft.RaftStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StallTest {

    private final Stall stall = new Stall();

    private static RaftStatus status(RaftStatus.Role role, long lastIndex, long leaders) {
        return new RaftStatus(
                "1-a", role, 3, "2-b", lastIndex, lastIndex, lastIndex, List.of(), 0, Map.of("2-b", leaders));
    }

    private long seen(int looks, RaftStatus status) {
        long seen = 0;
        for (int i = 0; i < looks; i++) {
            seen += stall.isSeenIn(status) ? 1 : 0;
        }
        return seen;
    }

    @Test
    void whoLacksEntriesAndGetsNoneIsSeenOnce() {
        assertThat(seen(10, status(RaftStatus.Role.FOLLOWER, 5, 9))).isZero();
        assertThat(seen(100, status(RaftStatus.Role.FOLLOWER, 5, 9))).isEqualTo(1);
    }

    @Test
    void whoGetsSomeOrLacksNoneOrLeadsDoesNotStandStill() {
        for (int i = 0; i < 100; i++) {
            assertThat(stall.isSeenIn(status(RaftStatus.Role.FOLLOWER, i, 1_000)))
                    .isFalse();
        }
        assertThat(seen(100, status(RaftStatus.Role.FOLLOWER, 9, 9))).isZero();
        assertThat(seen(100, status(RaftStatus.Role.LEADER, 5, 9))).isZero();
    }
}
