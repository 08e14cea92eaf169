package io.robustmq.placement.state.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.ClusterStory;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final long SECOND = 1_000_000_000L;

    private final ClusterStory cluster = ClusterStory.formed();
    private long now = Long.MAX_VALUE - 5 * SECOND; // A monotonic clock may wrap.

    @Test
    void aNodeThatIsNotHeardOfExpiresWithItsLease() {
        long epoch = cluster.journal("n1", "");
        Leases leases = new Leases(cluster.image(), now);
        assertThat(pass(leases, 9)).isEmpty();
        assertThat(leases.leftMillis("n1", now)).isEqualTo(1_000);
        assertThat(pass(leases, 1)).containsExactly(new Command.ExpireNode("n1", epoch));
    }

    @Test
    void itIsAskedForUntilTheImageShowsIt() {
        cluster.journal("n1", "");
        Leases leases = new Leases(cluster.image(), now);
        List<Command.ExpireNode> first = pass(leases, 10);
        assertThat(pass(leases, 1)).isEqualTo(first);
        first.forEach(cluster::does);
        assertThat(pass(leases, 1)).isEmpty();
        assertThat(leases.leftMillis("n1", now)).isZero();
    }

    @Test
    void aLeaseWhoseEndIsOnItsWayIsNotRenewedAnyMore() {
        long epoch = cluster.journal("n1", "");
        Leases leases = new Leases(cluster.image(), now);
        assertThat(pass(leases, 10)).hasSize(1);
        assertThat(leases.heartbeat(cluster.image(), "n1", epoch, now)
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.LEASE_EXPIRED);
        assertThat(pass(leases, 1)).hasSize(1);
        now += 3_600 * SECOND;
        assertThat(leases.expired(cluster.image(), now)).hasSize(1);
        long again = cluster.journal("n1", "");
        assertThat(leases.heartbeat(cluster.image(), "n1", again, now)).isEmpty();
        assertThat(pass(leases, 9)).isEmpty();
    }

    @Test
    void aHeartbeatThatComesBeforeTheLookThatWouldHaveEndedTheLeaseCounts() {
        long epoch = cluster.journal("n1", "");
        Leases leases = new Leases(cluster.image(), now);
        pass(leases, 9);
        now += 3_600 * SECOND;
        assertThat(leases.heartbeat(cluster.image(), "n1", epoch, now)).isEmpty();
        assertThat(pass(leases, 9)).isEmpty();
    }

    @Test
    void heartbeatsKeepANodeAlive() {
        long epoch = cluster.journal("n1", "");
        Leases leases = new Leases(cluster.image(), now);
        for (int i = 0; i < 10; i++) {
            assertThat(pass(leases, 9)).isEmpty();
            assertThat(leases.heartbeat(cluster.image(), "n1", epoch, now)).isEmpty();
        }
    }

    @Test
    void aFencedNodeRenewsNothing() {
        long old = cluster.journal("n1", "");
        Leases leases = new Leases(cluster.image(), now);
        long epoch = cluster.journal("n1", "");
        assertThat(leases.heartbeat(cluster.image(), "n1", old, now)
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.FENCED);
        assertThat(leases.heartbeat(cluster.image(), "n1", epoch, now)).isEmpty();
        cluster.expire("n1");
        assertThat(leases.heartbeat(cluster.image(), "n1", epoch, now)
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.LEASE_EXPIRED);
    }

    @Test
    void aNewRegistrationBeginsANewLease() {
        cluster.journal("n1", "");
        Leases leases = new Leases(cluster.image(), now);
        assertThat(pass(leases, 9)).isEmpty();
        cluster.journal("n1", "");
        cluster.journal("n2", "");
        assertThat(pass(leases, 1)).isEmpty();
        assertThat(pass(leases, 9)).isEmpty();
        assertThat(pass(leases, 1)).hasSize(2);
    }

    @Test
    void aNewLeaderGivesEverybodyAFullLease() {
        cluster.journals(3);
        Leases leases = new Leases(cluster.image(), now);
        pass(leases, 9);
        Leases next = new Leases(cluster.image(), now);
        assertThat(pass(next, 9)).isEmpty();
        assertThat(pass(next, 1)).hasSize(3);
    }

    @Test
    void aLeaderThatWasStoppedKillsNobody() {
        cluster.journals(3);
        Leases leases = new Leases(cluster.image(), now);
        pass(leases, 8);
        now += 3_600 * SECOND;
        assertThat(leases.expired(cluster.image(), now)).isEmpty();
        assertThat(leases.leftMillis("n1", now)).isEqualTo(2_000);
        assertThat(pass(leases, 2)).hasSize(3);
    }

    /** Looks every second. */
    private List<Command.ExpireNode> pass(Leases leases, int seconds) {
        List<Command.ExpireNode> expired = List.of();
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            expired = leases.expired(cluster.image(), now);
        }
        return expired;
    }
}
