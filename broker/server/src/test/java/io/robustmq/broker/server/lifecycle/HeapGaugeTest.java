package io.robustmq.broker.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeapGaugeTest {

    private int percent;
    private long minutes;
    private int collections;
    private final HeapGauge gauge =
            new HeapGauge(90, () -> percent, () -> TimeUnit.MINUTES.toNanos(minutes), () -> collections++);

    @Test
    void aHeapWithRoomIsLeftAlone() {
        percent = 89;
        for (minutes = 0; minutes < 60; minutes++) {
            assertThat(gauge.getAsInt()).isEqualTo(89);
        }

        assertThat(collections).isZero();
    }

    @Test
    void aHeapThatStaysFullIsCollectedAfterAMinuteAndThenEveryFive() {
        percent = 95;
        for (minutes = 0; minutes <= 11; minutes++) {
            gauge.getAsInt();
        }

        assertThat(collections).isEqualTo(3);
    }

    @Test
    void aHeapThatIsFullForAMomentIsNotCollected() {
        for (minutes = 0; minutes < 10; minutes++) {
            percent = minutes % 2 == 0 ? 95 : 50;
            gauge.getAsInt();
        }

        assertThat(collections).isZero();
    }

    @Test
    void thisProcessHasAnAnswer() {
        System.gc();

        assertThat(HeapGauge.ofThisProcess(90).getAsInt()).isBetween(0, 99);
    }
}
