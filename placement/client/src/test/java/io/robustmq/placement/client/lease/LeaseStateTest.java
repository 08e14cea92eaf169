package io.robustmq.placement.client.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.api.Epoch;
import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.api.v1.HeartbeatResponse;
import io.robustmq.placement.api.v1.RegisterResponse;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LeaseStateTest {

    private static final long MILLI = 1_000_000;
    private static final Epoch EPOCH = new Epoch(5);

    private static RegisterResponse registered(int leaseMillis) {
        return RegisterResponse.newBuilder()
                .setEpoch(EPOCH.number())
                .setLeaseMillis(leaseMillis)
                .setClusterId("c")
                .setDuty(Duty.SERVING)
                .build();
    }

    private static HeartbeatResponse renewed(int leaseMillis) {
        return HeartbeatResponse.newBuilder()
                .setLeaseMillis(leaseMillis)
                .setDuty(Duty.DRAINING)
                .build();
    }

    @Test
    void countsFromWhenTheRequestWasSent() {
        LeaseState.Held held = (LeaseState.Held) LeaseState.registered(registered(9_000), 0, 2_000 * MILLI);
        assertThat(held.heartbeatAtNanos()).isEqualTo(3_000 * MILLI);
        assertThat(held.serveUntilNanos()).isEqualTo(8_100 * MILLI);
        assertThat(held.mayServe(8_100 * MILLI - 1)).isTrue();
        assertThat(held.mayServe(8_100 * MILLI)).isFalse();

        LeaseState later = held.renewed(EPOCH, renewed(9_000), 3_000 * MILLI, 7_000 * MILLI);
        assertThat(later).isInstanceOfSatisfying(LeaseState.Held.class, next -> {
            assertThat(next.countedFromNanos()).isEqualTo(3_000 * MILLI);
            assertThat(next.term().duty()).isEqualTo(Duty.DRAINING);
        });
    }

    @Test
    void doesNotServeWhenRegisteringTookLongerThanTheLeaseUntilAHeartbeatIsAnswered() {
        LeaseState late = LeaseState.registered(registered(1_000), 0, 950 * MILLI);
        assertThat(late).isInstanceOf(LeaseState.Confirming.class);
        assertThat(late.renewed(EPOCH, renewed(1_000), 1_000 * MILLI, 1_950 * MILLI))
                .isSameAs(late);
        assertThat(late.renewed(EPOCH, renewed(1_000), 1_000 * MILLI, 1_100 * MILLI))
                .isInstanceOf(LeaseState.Held.class);
    }

    @Test
    void isNotRenewedByAnswersToOthersOrOutOfOrder() {
        LeaseState held = LeaseState.registered(registered(1_000), 100 * MILLI, 200 * MILLI);
        assertThat(held.renewed(new Epoch(4), renewed(1_000), 200 * MILLI, 300 * MILLI))
                .isSameAs(held);
        assertThat(held.renewed(EPOCH, renewed(1_000), 50 * MILLI, 300 * MILLI)).isSameAs(held);
        LeaseState absent = new LeaseState.Absent();
        assertThat(absent.renewed(EPOCH, renewed(1_000), 200 * MILLI, 300 * MILLI))
                .isSameAs(absent);
    }

    /**
     * A node and a centre whose monotonic clocks begin anywhere, and messages that take any time or are lost: the node never
     * serves at a time when the centre believes it dead.
     */
    @Property
    void neverServesWhenTheCentreBelievesItDead(
            @ForAll long seed,
            @ForAll @IntRange(min = 1_000, max = 300_000) int leaseMillis,
            @ForAll long clockBegins,
            @ForAll @LongRange(min = 1, max = 3) long slowness) {
        Random random = new Random(seed);
        long lease = leaseMillis * MILLI;
        long trueNow = 0;
        long centreUntil = lease; // by true time, counted from when the centre applied the registration
        long answered = (long) (random.nextDouble() * lease);
        LeaseState state = LeaseState.registered(registered(leaseMillis), clockBegins, clockBegins + answered);
        trueNow = answered;
        for (int i = 0; i < 50; i++) {
            long sent = trueNow;
            long arrives = sent + (long) (random.nextDouble() * lease / 3 * slowness);
            boolean lost = random.nextInt(4) == 0;
            boolean alive = arrives < centreUntil;
            long back = arrives + (long) (random.nextDouble() * lease / 3 * slowness);
            // The whole way, the node's answer to whether it may serve is checked against what the centre believes.
            long between = sent + (long) (random.nextDouble() * (back - sent));
            assertServesOnlyIfAlive(
                    state, clockBegins, between, between >= arrives && !lost && alive ? arrives + lease : centreUntil);
            if (!lost && alive) {
                centreUntil = arrives + lease;
                state = state.renewed(EPOCH, renewed(leaseMillis), clockBegins + sent, clockBegins + back);
            }
            trueNow = back;
            assertServesOnlyIfAlive(state, clockBegins, trueNow, centreUntil);
        }
    }

    private static void assertServesOnlyIfAlive(LeaseState state, long clockBegins, long trueNow, long centreUntil) {
        boolean serves = state instanceof LeaseState.Held held && held.mayServe(clockBegins + trueNow);
        assertThat(serves && trueNow >= centreUntil)
                .as("serves at %s, dead from %s", trueNow, centreUntil)
                .isFalse();
    }
}
