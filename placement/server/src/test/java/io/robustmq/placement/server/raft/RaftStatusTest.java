package io.robustmq.placement.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RaftStatusTest {

    private static RaftStatus follower(
            @Nullable String leader, long committed, long applied, Map<String, Long> commits) {
        return new RaftStatus(
                "1-a", RaftStatus.Role.FOLLOWER, 3, leader, committed, committed, applied, List.of(), 0, commits);
    }

    @Test
    void whoIsBackIsBehindByWhatItsLeaderHasCommitted() {
        assertThat(follower("2-b", 10, 10, Map.of("1-a", 10L, "2-b", 5_010L)).behind())
                .isEqualTo(5_000);
        assertThat(follower("2-b", 5_010, 5_000, Map.of("1-a", 5_010L, "2-b", 5_000L))
                        .behind())
                .isEqualTo(10);
    }

    @Test
    void whoHasNotHeardHowFarItsLeaderIsMayLackAnyNumber() {
        assertThat(follower("2-b", 10, 10, Map.of("1-a", 10L, "3-c", 10L)).behind())
                .isGreaterThan(1_000_000_000);
        assertThat(follower(null, 10, 10, Map.of("2-b", 10L)).behind()).isGreaterThan(1_000_000_000);
    }
}
