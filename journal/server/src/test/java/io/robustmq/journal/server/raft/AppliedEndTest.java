package io.robustmq.journal.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppliedEndTest {
    private final AppliedEnd end = new AppliedEnd();
    private final List<String> called = new ArrayList<>();

    private void wait(String who, long beyond) {
        end.whenBeyond(beyond, () -> called.add(who));
    }

    @Test
    void whoWaitsIsCalledOnceWhenTheEndHasPassed() {
        wait("at 5", 5);
        wait("at 9", 9);
        end.set(5);
        assertThat(called).isEmpty();
        end.set(6);
        assertThat(called).containsExactly("at 5");
        end.set(20);
        end.set(21);
        assertThat(called).containsExactly("at 5", "at 9");
    }

    @Test
    void whatHasPassedAlreadyCallsAtOnce() {
        end.set(6);
        wait("at 5", 5);
        assertThat(called).containsExactly("at 5");
    }

    @Test
    void whoWaitsIsCalledWhenThisReplicaLeadsNoMore() {
        Watched watched = new Watched(end);
        wait("at 5", 5);
        watched.onFollowing();
        assertThat(called).containsExactly("at 5");
        wait("again at 5", 5);
        assertThat(called).hasSize(1);
    }

    @Test
    void afterTheEndNobodyWaits() {
        wait("at 5", 5);
        end.close();
        wait("at 7", 7);
        assertThat(called).containsExactly("at 5", "at 7");
    }
}
