package io.robustmq.broker.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.settings.ConnectionLimits;
import io.robustmq.broker.server.channel.Admission.Refusal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sockets in all, a second and from one address; what was counted is taken back when they are gone. */
class AdmissionTest {
    private static final long SECOND = 1_000_000_000;
    private static final long START = Long.MAX_VALUE - SECOND / 2; // nanoTime may pass its largest value

    @Test
    void admitsAnyNumberWithoutLimits() {
        Admission admission = new Admission(limits(0, 0, 0), START);

        for (int i = 0; i < 1000; i++) {
            assertThat(admission.admit(START)).isNull();
            assertThat(admission.admitAddress("192.0.2.1")).isNull();
        }

        assertThat(admission.connections()).isEqualTo(1000);
    }

    @Test
    void refusesOneMoreThanTheMaximumUntilOneLeaves() {
        Admission admission = new Admission(limits(2, 0, 0), START);
        admission.admit(START);
        admission.admit(START);

        assertThat(admission.admit(START)).isEqualTo(Refusal.MAXIMUM);
        admission.release();

        assertThat(admission.admit(START)).isNull();
        assertThat(admission.connections()).isEqualTo(2);
        assertThat(admission.refused(Refusal.MAXIMUM)).isEqualTo(1);
    }

    @Test
    void countsEachAddressByItself() {
        Admission admission = new Admission(limits(0, 1, 0), START);
        admission.admitAddress("192.0.2.1");

        assertThat(admission.admitAddress("192.0.2.1")).isEqualTo(Refusal.ADDRESS);
        assertThat(admission.admitAddress("192.0.2.2")).isNull();
        admission.releaseAddress("192.0.2.1");

        assertThat(admission.admitAddress("192.0.2.1")).isNull();
        assertThat(admission.refused(Refusal.ADDRESS)).isEqualTo(1);
    }

    @Test
    void letsASecondsWorthInAtOnceAndThenOneAToken() {
        Admission admission = new Admission(limits(0, 0, 10), START);
        for (int i = 0; i < 10; i++) {
            assertThat(admission.admit(START)).isNull();
        }

        assertThat(admission.admit(START + SECOND / 20)).isEqualTo(Refusal.RATE);
        assertThat(admission.admit(START + SECOND / 10)).isNull();
        assertThat(admission.admit(START + SECOND / 10)).isEqualTo(Refusal.RATE);
        assertThat(admission.connections()).isEqualTo(11);
    }

    @Test
    void isFullAgainAfterAQuietSecondAndNeverFuller() {
        Admission admission = new Admission(limits(0, 0, 10), START);

        long admitted = IntStream.range(0, 100)
                .filter(_ -> admission.admit(START + 60 * SECOND) == null)
                .count();

        assertThat(admitted).isEqualTo(10);
    }

    @Test
    void neverAdmitsMoreThanTheMaximumFromManyThreads() throws InterruptedException {
        Admission admission = new Admission(limits(100, 0, 0), START);
        AtomicInteger admitted = new AtomicInteger();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 1000; n++) {
                    if (admission.admit(START) == null) {
                        admitted.incrementAndGet();
                    }
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(admitted).hasValue(100);
    }

    private static ConnectionLimits limits(int maximum, int perAddress, int ratePerSecond) {
        return new ConnectionLimits(maximum, perAddress, ratePerSecond, 10_000, 0, 0, 1 << 20);
    }
}
